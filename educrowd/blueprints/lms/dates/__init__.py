"""When things open, are due and close: for all, for one learner, in calendars and reminders."""
