"""Who: firms and their people, officers and their teams, tokens, guarantees, sign-in and the shell."""
