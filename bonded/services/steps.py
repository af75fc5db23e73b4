"""Steps that other rooms call inside their own transaction; what each does stands in its own module."""

from bonded.services.deliveries import declared_and_paid as declared_and_paid
from bonded.services.deliveries import entry_declared as entry_declared
from bonded.services.deliveries import entry_withdrawn as entry_withdrawn
from bonded.services.inventory_booking import declaration_recalled as declaration_recalled
from bonded.services.inventory_booking import declaration_released as declaration_released
from bonded.services.inventory_booking import set_entry_no as set_entry_no
from bonded.services.parcels import add_parcels as add_parcels
from bonded.services.parcels import lock_stock_of as lock_stock_of
from bonded.services.stock import StockDesk as StockDesk
from bonded.services.stock import give_back_stock as give_back_stock
from bonded.services.stock import open_stock as open_stock
from bonded.services.stops import put_stop as put_stop
from bonded.services.taking_out import cancel_parcels as cancel_parcels
