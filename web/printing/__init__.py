"""Paper: certificates and printouts of cases as PDF."""
