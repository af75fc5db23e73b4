"""The law of this room: pure judgements and folds over facts, each rule named and sourced."""
