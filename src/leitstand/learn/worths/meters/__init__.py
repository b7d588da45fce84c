"""Ways in for numbers from elsewhere: web statistics by API, tables, server logs, forms, people's hands."""
