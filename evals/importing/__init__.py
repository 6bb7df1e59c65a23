"""Real conversations become cases: read, made anonymous, proposed; a person checks them before they count."""
