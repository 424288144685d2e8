"""The stylesheet's text, with $names for the colours and sizes of `theme`."""

from string import Template

TEMPLATE = Template("""
* { outline: none; }
QMainWindow, QDialog { background: $window; }
QToolTip {
    background: $raised; color: $text; border: 1px solid $line;
    padding: $px6 $px8; font-size: $small;
}

/* Panels */
QFrame[role="panel"] { background: $panel; border: 1px solid $line; border-radius: $px10; }
QLabel { color: $text; background: transparent; }
QLabel[role="heading"] { color: $quiet; font-size: $small; font-weight: 600; letter-spacing: 1px; }
QLabel[role="quiet"] { color: $quiet; font-size: $small; }
QLabel[role="value"] { font-weight: 600; }
QLabel[role="small value"] { font-size: $small; font-weight: 600; }
QLabel[role="number"] { font-size: $number; font-weight: 600; }
QLabel[role="large"] { font-size: $large; font-weight: 600; }
QFrame[role="separator"] { background: $line; border: none; max-width: 1px; min-width: 1px; }

/* Buttons: the plain one, the one that matters, and the one that is only its icon */
QAbstractButton { font-size: $base; color: $text; }
QPushButton, QToolButton {
    background: $raised; border: 1px solid $line; border-radius: $px7; padding: $px4 $px8;
    icon-size: $px16;
}
QPushButton:hover, QToolButton:hover { background: $hover; }
QPushButton:pressed, QToolButton:pressed { background: $pressed; }
QPushButton:disabled, QToolButton:disabled { color: $faint; }
QPushButton:focus, QToolButton:focus { border: 2px solid $accent; padding: $px3 $px7; }
QPushButton[kind="primary"] {
    background: $accent; color: $on_accent; border-color: $accent; font-weight: 600;
}
QPushButton[kind="primary"]:hover { background: $accent_hover; }
QPushButton[kind="primary"]:focus { border-color: $text; }
QToolButton[kind="bare"] { background: transparent; border-color: transparent; padding: $px2; }
QToolButton[kind="bare"]:hover { background: $raised; }
QToolButton[kind="bare"]:focus { border: 2px solid $accent; padding: $px1; }

QDialogButtonBox { dialogbuttonbox-buttons-have-icons: 0; }

/* Toggle chips and segmented switches */
QPushButton[kind="chip"] { background: transparent; color: $quiet; padding: $px2 $px7; min-height: $px18; }
QPushButton[kind="chip"]:hover { background: $raised; }
QPushButton[kind="chip"]:checked { color: $text; border: 1px solid $accent; background: $chosen; }
QPushButton[kind="chip"]:focus { border: 2px solid $text; padding: $px1 $px6; }
QPushButton[kind="chip"][removable="true"] { padding-right: $px18; text-align: left; }
QFrame[role="segments"] { background: transparent; border: 1px solid $line; border-radius: $px7; }
QPushButton[kind="segment"] {
    background: transparent; color: $quiet; border: none; border-radius: $px6; padding: $px3 $px6;
}
QPushButton[kind="segment"]:hover { color: $text; }
QPushButton[kind="segment"]:checked { background: $pressed; color: $text; font-weight: 600; }
QPushButton[kind="segment"]:focus { border: 2px solid $accent; padding: $px1 $px4; }
QFrame[role="segments"][room="small"] QPushButton { font-size: $small; padding: $px1 $px6; }
QFrame[role="segments"][room="tight"] QPushButton { font-size: $small; padding: $px4 $px3; }

/* Sliders */
QSlider { background: transparent; min-height: $handle_room; }
QSlider::groove:horizontal { height: $groove; border-radius: $groove_radius; background: $line; }
QSlider::handle:horizontal {
    width: $handle; height: $handle; margin: -$overhang 0; border-radius: $handle_radius;
    background: $accent;
}
QSlider::handle:horizontal:hover { background: $accent_hover; }
QSlider::handle:horizontal:focus {
    background: $text; border: $ring solid $accent; width: $ring_inside; height: $ring_inside;
}
QSlider::handle:horizontal:disabled { background: $faint; }

/* Typed values and choices */
QLineEdit {
    background: transparent; color: $text; border: 1px solid transparent; border-radius: $px5;
    padding: 0 $px3; font-size: $base; font-weight: 600;
    selection-background-color: $accent; selection-color: $on_accent;
}
QLineEdit[role="number"] { font-size: $number; }
QLineEdit:hover { background: $raised; }
QLineEdit:focus { background: $raised; border: 2px solid $accent; padding: 0 $px2; }
QComboBox {
    background: transparent; color: $text; border: 1px solid transparent; border-radius: $px5;
    padding: 0 $px3; font-size: $base; font-weight: 600;
}
QComboBox:hover { background: $raised; }
QPushButton[kind="text"] {
    background: transparent; border: 1px solid transparent; border-radius: $px5; padding: 0 $px3;
    font-weight: 600; text-align: left;
}
QPushButton[kind="text"]:hover { background: $raised; }
QPushButton[kind="text"]:focus { border: 2px solid $accent; padding: 0 $px2; }
QLineEdit[role="boxed"] { background: $raised; border: 1px solid $line; padding: $px2 $px4; }
QLineEdit[role="boxed"]:focus { border: 2px solid $accent; padding: $px1 $px3; }
QLineEdit[role="formula"] {
    background: $raised; border: 1px solid $line; padding: $px3 $px5; font-weight: 400;
}
QLineEdit[role="formula"]:focus { border: 2px solid $accent; padding: $px2 $px4; }
QComboBox:focus { border: 2px solid $accent; }
QComboBox::drop-down { border: none; width: 0; }
QComboBox QAbstractItemView {
    background: $raised; color: $text; border: 1px solid $line; padding: $px4; font-size: $base;
    selection-background-color: $pressed; selection-color: $text;
}
QComboBox QAbstractItemView::item { min-height: $px28; padding: 0 $px8; }
QComboBox QAbstractItemView::item:selected { background: $pressed; border-radius: $px4; }
QComboBox QAbstractItemView::item:disabled { color: $faint; }

/* Menus */
QMenuBar { background: $window; color: $quiet; font-size: $base; }
QMenuBar::item { padding: $px4 $px8; background: transparent; border-radius: $px5; }
QMenuBar::item:selected { background: $raised; color: $text; }
QMenu { background: $raised; color: $text; border: 1px solid $line; padding: $px4; font-size: $base; }
QMenu::item { padding: $px5 $px18; border-radius: $px4; }
QMenu::item:selected { background: $pressed; }
QMenu::item:disabled { color: $faint; }
QMenu::separator { height: 1px; background: $line; margin: $px4 $px8; }

/* Widgets that draw themselves take their font from here */
QWidget[role="large"] { font-size: $large; font-weight: 600; }
QWidget[role="quiet"] { font-size: $small; }
QAbstractButton[role="thumbnail"] { font-size: $tiny; }
QGraphicsView { background: transparent; border: none; }
QLabel[role="readout"] {
    background: $panel; color: $text; border: 1px solid $line; border-radius: $px5;
    padding: 1px $px5; font-size: $small;
}

/* Scrolling inside a panel: a thin bar only where it is needed */
QScrollArea { background: transparent; border: none; }
QScrollArea > QWidget > QWidget[role="content"] { background: transparent; }
QScrollBar:vertical { background: transparent; width: $px8; margin: 0; }
QScrollBar::handle:vertical { background: $line; border-radius: $px3; min-height: $px28; margin: 0 $px1; }
QScrollBar::handle:vertical:hover { background: $faint; }
QScrollBar::add-line, QScrollBar::sub-line { height: 0; width: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: none; }
QScrollBar:horizontal { background: transparent; height: $px8; margin: 0; }
QScrollBar::handle:horizontal { background: $line; border-radius: $px3; min-width: $px28; margin: $px1 0; }

/* Formulas as text, and tables */
QLineEdit[role="range"] { font-size: $small; font-weight: 400; color: $quiet; }
QPlainTextEdit[role="editor"] {
    background: $raised; color: $text; border: 1px solid $line; border-radius: $px7;
    selection-background-color: $accent; selection-color: $on_accent;
}
QPlainTextEdit[role="editor"]:focus { border: 2px solid $accent; }
QAbstractScrollArea::corner { background: transparent; border: none; }
QListView { background: $raised; color: $text; border: 1px solid $line; padding: $px4; }
QListView::item { padding: $px2 $px6; border-radius: $px4; }
QListView::item:selected { background: $pressed; color: $text; }
QTableView[role="table"] {
    background: transparent; color: $text; border: none; font-size: $small; gridline-color: $line;
    selection-background-color: $chosen; alternate-background-color: $raised;
}
QTableView[role="table"]::item { border-bottom: 1px solid $line; padding: 0 $px6; }
QTableView[role="table"]::item:selected { background: $chosen; }
QTableView[role="table"] QHeaderView { background: transparent; border: none; }
QTableView[role="table"] QHeaderView::section {
    background: transparent; color: $quiet; border: none; border-bottom: 1px solid $line;
    padding: $px2 $px6; font-size: $small; font-weight: 600;
}
QTableView[role="table"] QTableCornerButton::section { background: transparent; border: none; }

/* The message line */
QFrame[role="banner"] { background: $raised; border: 1px solid $accent; border-radius: $px10; }
""")
