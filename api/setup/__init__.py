"""``alu setup``: an account of Chatwoot is looked at; what is missing is planned, made, checked, or taken back."""
