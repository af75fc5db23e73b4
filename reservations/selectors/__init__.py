"""What other rooms may read of hours."""

from reservations.selectors.windows import is_open as is_open
from reservations.selectors.windows import windows_of as windows_of
