"""Money that goes back: asked for, given, disputed, and projects that are called off."""
