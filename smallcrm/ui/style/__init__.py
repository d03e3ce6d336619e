"""What the theme is made of: design tokens, the palette and the one style sheet."""
