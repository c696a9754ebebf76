"""Services in memory, which logins and proofs of the program speak to."""
