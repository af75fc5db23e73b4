"""The trails of this room's papers: each flow with the tables of its statuses and events."""

from bonded.models import (
    Application,
    ApplicationEvent,
    BatchPeriod,
    BatchPeriodEvent,
    Disposal,
    DisposalEvent,
    GateHold,
    GateHoldEvent,
    GatePass,
    GatePassEvent,
    Inventory,
    InventoryEvent,
    LedgerFiling,
    LedgerFilingEvent,
    Parcel,
    ParcelEvent,
    StockDoc,
    StockDocEvent,
    StockTake,
    StockTakeEvent,
    StopOrder,
    StopOrderEvent,
    UndoProposal,
    UndoProposalEvent,
    WriteOff,
    WriteOffEvent,
)
from bonded.rules import flow
from kernel.orm.trail import Trail

INVENTORY_TRAIL = Trail(Inventory, InventoryEvent, flow.INVENTORY_FLOW)
STOCK_DOC_TRAIL = Trail(StockDoc, StockDocEvent, flow.STOCK_DOC_FLOW)
GATE_PASS_TRAIL = Trail(GatePass, GatePassEvent, flow.GATE_PASS_FLOW)
GATE_HOLD_TRAIL = Trail(GateHold, GateHoldEvent, flow.GATE_HOLD_FLOW)
UNDO_TRAIL = Trail(UndoProposal, UndoProposalEvent, flow.UNDO_FLOW)
PARCEL_TRAIL = Trail(Parcel, ParcelEvent, flow.PARCEL_FLOW)
FILING_TRAIL = Trail(LedgerFiling, LedgerFilingEvent, flow.FILING_FLOW)
STOCKTAKE_TRAIL = Trail(StockTake, StockTakeEvent, flow.STOCKTAKE_FLOW)
WRITEOFF_TRAIL = Trail(WriteOff, WriteOffEvent, flow.WRITEOFF_FLOW)
DISPOSAL_TRAIL = Trail(Disposal, DisposalEvent, flow.DISPOSAL_FLOW)
STOP_TRAIL = Trail(StopOrder, StopOrderEvent, flow.STOP_FLOW)
APPLICATION_TRAIL = Trail(Application, ApplicationEvent, flow.APPLICATION_FLOW)
PERIOD_TRAIL = Trail(BatchPeriod, BatchPeriodEvent, flow.PERIOD_FLOW)
