"""The words of Relais: gettext catalogues, how they are kept up to date, and what is demanded of them."""
