"""Pages about accounts: sign-in, passwords, one's own account, the demonstration's accounts and clock, help."""
