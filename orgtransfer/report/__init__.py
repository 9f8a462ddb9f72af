"""What people read: the summary's figures on the console and on one HTML page."""
