# SPDX-License-Identifier: GPL-3.0-or-later
"""What a screen reader can know of the programs in the desktop: AT-SPI, spoken directly over its bus.

libatspi asks several times for each object and keeps answers that are no
longer true. Here the tree is walked once and all names come in one message.
"""
import gi
gi.require_version('Atspi', '2.0')
from gi.repository import Atspi, Gio, GLib  # noqa: E402

ACCESSIBLE = 'org.a11y.atspi.Accessible'
ROOT = '/org/a11y/atspi/accessible/root'
# Around words of another direction: nobody sees or hears them.
ISOLATES = dict.fromkeys(range(0x2066, 0x206a))
WINDOW = 1  # places are told in the window, which fills the screen
STATES = {state: state.value_nick for state in (Atspi.StateType(n) for n in range(int(Atspi.StateType.LAST_DEFINED)))}


class Control:
    """One accessible object. Everything but its role and name is read when asked for."""

    def __init__(self, tree, reference, parent, item):
        self._tree = tree
        self._reference = reference
        self.parent = parent
        self._interfaces, self.name, role = item[5], (item[6] or '').translate(ISOLATES), item[7]
        self.role = Atspi.role_get_name(Atspi.Role(role))

    def _ask(self, interface, method, types=None, *arguments):
        return self._tree.call(self._reference, 'org.a11y.atspi.' + interface, method, types, *arguments)

    @property
    def rect(self):
        """x, y, width, height of its content in its window, which fills the screen."""
        if 'org.a11y.atspi.Component' not in self._interfaces:
            return 0, 0, 0, 0
        return self._ask('Component', 'GetExtents', '(u)', WINDOW)

    @property
    def middle(self):
        x, y, width, height = self.rect
        return x + width / 2, y + height / 2

    @property
    def states(self):
        low, high = self._ask('Accessible', 'GetState')
        bits = low | high << 32
        return {nick for state, nick in STATES.items() if bits >> int(state) & 1}

    @property
    def shown(self):
        # GTK 4.8 says "showing" of windows only; what is not mapped has no size
        try:
            return min(self.rect[2:]) > 0 and 'visible' in self.states
        except GLib.Error:
            return False

    @property
    def window(self):
        top = self
        while top.parent:
            top = top.parent
        return top

    @property
    def within_reach(self):
        """Whether its window is where touches and keys go: it can be read before the compositor shows it."""
        try:
            return 'active' in self.window.states
        except GLib.Error:
            return False

    @property
    def unnamed(self):
        """GTK calls what has no name after its class."""
        return not self.name.strip() or self.name.startswith(('Gtk', 'Birge'))

    @property
    def text(self):
        """What an entry or label holds; the name of anything else."""
        if 'org.a11y.atspi.Text' not in self._interfaces:
            return self.name
        length = self._tree.property(self._reference, 'org.a11y.atspi.Text', 'CharacterCount')
        return self._ask('Text', 'GetText', '(ii)', 0, length)

    @property
    def description(self):
        return self._tree.property(self._reference, ACCESSIBLE, 'Description')

    @property
    def value(self):
        """Where a slider stands, or None."""
        if 'org.a11y.atspi.Value' not in self._interfaces:
            return None
        return self._tree.property(self._reference, 'org.a11y.atspi.Value', 'CurrentValue')

    def __repr__(self):
        try:
            return '%s "%s" at %s' % (self.role, self.name, self.rect)
        except GLib.Error:
            return '%s "%s", gone' % (self.role, self.name)


class Tree:
    """Everything accessible in the session of BUS."""

    def __init__(self, bus):
        address = bus.call_sync('org.a11y.Bus', '/org/a11y/bus', 'org.a11y.Bus', 'GetAddress', None, None,
                                Gio.DBusCallFlags.NONE, 20000, None).unpack()[0]
        flags = Gio.DBusConnectionFlags
        self._bus = Gio.DBusConnection.new_for_address_sync(
            address, flags.AUTHENTICATION_CLIENT | flags.MESSAGE_BUS_CONNECTION, None, None)

    def call(self, reference, interface, method, types=None, *arguments):
        answer = self._bus.call_sync(*reference, interface, method, GLib.Variant(types, arguments) if types else None,
                                     None, Gio.DBusCallFlags.NONE, 30000, None).unpack()
        return answer[0] if len(answer) == 1 else answer

    def property(self, reference, interface, name):
        return self.call(reference, 'org.freedesktop.DBus.Properties', 'Get', '(ss)', interface, name)

    def controls(self):
        """All objects of all programs, in reading order."""
        found = []
        for reference in self.call(('org.a11y.atspi.Registry', ROOT), ACCESSIBLE, 'GetChildren'):
            try:
                found += self._controls_of(tuple(reference))
            except GLib.Error:
                pass  # it ended, or does not answer yet
        return found

    def _controls_of(self, program):
        order = []
        self._walk(program, None, order)
        # GTK puts an object into its cache when somebody asks for the children above it, so this comes second
        items = self.call((program[0], '/org/a11y/atspi/cache'), 'org.a11y.atspi.Cache', 'GetItems')
        by_path = {item[0][1]: item for item in items}
        controls = {}
        for reference, parent in order:
            item = by_path.get(reference[1])
            if item:
                controls[reference] = Control(self, reference, controls.get(parent), item)
        return list(controls.values())

    def _walk(self, reference, parent, order):
        try:
            children = self.call(reference, ACCESSIBLE, 'GetChildren')
        except GLib.Error:
            return  # it left the screen while it was read
        if parent:
            order.append((reference, parent))
        for child in children:
            self._walk(tuple(child), reference, order)
