"""Working off the inbox together: quickly, nobody twice, and with its errors known."""
