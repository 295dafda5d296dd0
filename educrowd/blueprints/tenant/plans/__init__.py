"""Plans: which one holds, and how a site pays for it."""
