"""Answer as the people we are, safely, and take back what went wrong."""
