"""What of a case is printed as PDF: the programme document, reports, the checklist as a form; as far as whoever prints may read."""

from __future__ import annotations

import io
import re
from uuid import UUID

import pytest
from pypdf import PdfReader

from engine.commands import link
from engine.definition import CaseDefinition, MatrixPanel, Printout, Rows, WordsPanel
from engine.errors import DefinitionError
from tests.web.desk import Desk
from tests.web.reading import words
from tests.workflows import assessing, checking, risking
from tests.workflows.programming import assessment, formulating, running, written
from workflows import joint_checklist as checklist
from workflows.joint_programme import money
from workflows.joint_programme import words as programme_words


def printed(desk: Desk, case_id: UUID, key: str, who: str = "ILO") -> str:
    """The words on paper, with each run of spaces as one."""
    answer = desk.as_(who).get(f"/cases/{case_id}/printouts/{key}.pdf")
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=GIFT-")
    told = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.data)).pages)
    return re.sub(r"\s+", " ", told)


def test_the_programme_document_tells_aims_actors_results_money_and_who_signs(coast_desk: Desk) -> None:
    case_id = written(coast_desk.world)
    told = printed(coast_desk, case_id, "programme-document")
    for part in (
        "Programme document",
        "GIFT/JPR/2013/001, Formulation",
        "A shelter on the coast.",
        "ILO leads; IOM runs the shelter.",
        "Ports inspected",
        "Register of inspections",
        "60 % for: Victim support",
        "Seed money of the core budget",
        "Who takes part and signs",
        "Files of the case",
        "printed for",
    ):
        assert part in told, (part, told)


def test_open_risks_of_a_programme_are_printed_with_it(coast_desk: Desk) -> None:
    case_id = written(coast_desk.world)
    assert "Agencies compete" not in printed(coast_desk, case_id, "programme-document")
    danger = risking.assessed(coast_desk.world, how=risking.HIGH)
    link.add(coast_desk.world.engine, danger, "threatens", case_id, by=coast_desk.world.people["officer"])
    assert "Competition among agencies 3, possible 4, major 12 High" in printed(
        coast_desk, case_id, "programme-document"
    )


def test_reports_are_there_once_it_runs_and_the_page_leads_to_them(coast_desk: Desk) -> None:
    early = formulating(coast_desk.world)
    assert coast_desk.as_("ILO").get(f"/cases/{early}/printouts/narrative-report.pdf").status_code == 404
    assert "Narrative report" not in words(coast_desk.as_("ILO").get(f"/cases/{early}"))
    case_id = running(coast_desk.world)
    page = coast_desk.as_("ILO").get(f"/cases/{case_id}").text
    for key in ("programme-document", "narrative-report", "financial-report"):
        assert f"/cases/{case_id}/printouts/{key}.pdf" in page
    assert "Since the assessment" in printed(coast_desk, case_id, "narrative-report")
    told = printed(coast_desk, case_id, "financial-report")
    assert "Planned and confirmed" in told and "60,000" in told


def test_whoever_may_not_know_of_a_case_prints_nothing_of_it(coast_desk: Desk) -> None:
    case_id = written(coast_desk.world)
    path = f"/cases/{case_id}/printouts/programme-document.pdf"
    assert coast_desk.as_("donor").get(path).status_code == 404
    assert "/sign-in" in coast_desk.stranger().get(path).headers["Location"]
    assert coast_desk.as_("ILO").get(f"/cases/{case_id}/printouts/no-such-paper.pdf").status_code == 404


def test_what_the_agencies_answered_and_the_confidential_annex_are_on_no_paper(coast_desk: Desk) -> None:
    case_id = assessment(coast_desk.world)
    for who in ("ILO", "UNODC", "officer"):
        told = printed(coast_desk, case_id, "assessment", who)
        assert "Agreed answers" in told and "Priority needs" in told
        assert assessing.FOUND["evidence"] not in told
    assert "Confidential annex" in printed(coast_desk, case_id, "assessment", "officer")
    assert "Confidential annex" not in printed(coast_desk, case_id, "assessment", "UNODC")


def test_the_checklist_is_printed_as_a_form_for_states_and_partners(coast_desk: Desk) -> None:
    told = printed(coast_desk, checking.checklist(coast_desk.world), "form", "officer")
    assert "What is asked under LP1." in told and "0 absent, 1 planned or partial" in told
    assert "Global Plan of Action" in told and "Part II" in told


def test_letters_that_the_paper_does_not_have_are_said_on_a_page(coast_desk: Desk) -> None:
    case_id = formulating(coast_desk.world)
    coast_desk.world.edit(case_id, "ILO", short_term="雇主手册")
    answer = coast_desk.as_("ILO").get(f"/cases/{case_id}/printouts/programme-document.pdf")
    assert answer.status_code == 422
    assert "The paper cannot show all letters of this case. The page has them." in words(answer)


ITEMS = checklist.ITEMS


@pytest.mark.parametrize(
    ("printouts", "sentence"),
    [
        ((Printout("form", "One", ()), Printout("form", "Two", ())), "two printouts are called form"),
        (
            (Printout("form", "Form", (Rows("Lines", money.BUDGET),)),),
            "form prints the rows of an unknown item budget",
        ),
        (
            (Printout("form", "Form", (Rows("Items", ITEMS, (money.amount,)),)),),
            "form prints amount, which is no column of items",
        ),
        (
            (Printout("form", "Form", (), (programme_words.PHASE_1,)),),
            "form is printed in an unknown state phase_1",
        ),
        (
            (Printout("form", "Form", (WordsPanel("Why", (programme_words.actors,)),)),),
            "a panel shows actors, which is no field",
        ),
        (
            (Printout("form", "Form", (MatrixPanel("Items", ITEMS),)),),
            "form prints a MatrixPanel, which says nothing on paper",
        ),
    ],
)
def test_a_printout_of_what_is_not_there_is_refused(printouts: tuple[Printout, ...], sentence: str) -> None:
    told = {name: getattr(checklist.definition, name) for name in checklist.definition.__dataclass_fields__}
    with pytest.raises(DefinitionError) as caught:
        CaseDefinition(**{**told, "printouts": printouts})
    assert sentence in str(caught.value)
