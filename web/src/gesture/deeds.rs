//! What actions do: commands go to the editor, everything else to what is open on the page.

use super::Gestures;
use crate::shell::desk::{Adding, Dock, Menu, Overlay, Side};
use crate::shell::{elements, files, theme};
use editor::actions::{Action, Aim, Deed, Page};
use editor::command::{Command, ViewCommand};
use editor::geometry::{Point, Rect};
use editor::view::Part;
use leptos::prelude::*;
use std::sync::Arc;

/// From farther away than this a name on a card cannot be read while it is typed.
const READABLE_ZOOM: f32 = 0.7;
/// So much room the words need why a name is refused, above the card [CSS px].
const NAME_REFUSED_PX: f32 = 96.0;

impl Gestures {
    /// Does an action for what is meant, or tells why it cannot be done.
    pub(crate) fn act(self, action: &'static Action, aim: Aim) {
        match self.shell.ask(|editor| (action.plan)(editor, &aim)) {
            Ok(deed) => self.perform(deed),
            Err(reason) => self.shell.desk().tell(reason.into()),
        }
    }

    /// Does an action for what is selected.
    pub(crate) fn act_here(self, action: &'static Action) {
        let aim = self.shell.ask(Aim::selected);
        self.act(action, aim);
    }

    /// Does what an action asks for.
    pub(crate) fn perform(self, deed: Deed) {
        match deed {
            Deed::Command(command) => self.dispatch(command),
            Deed::Page(page) => self.turn(page),
        }
    }

    fn turn(self, page: Page) {
        let desk = self.shell.desk();
        let open = |overlay: Overlay| desk.overlay.set(Some(overlay));
        match page {
            Page::Gallery => open(Overlay::Gallery),
            Page::Documents => open(Overlay::Documents),
            Page::Versions => open(Overlay::Versions),
            Page::FirstSteps => self.show_first_steps(),
            Page::OpenFile => elements::click_on(".topbar__chooser"),
            Page::Legend => open(Overlay::Legend),
            Page::Help => open(Overlay::Help),
            Page::Finder => open(Overlay::Finder),
            Page::Menu => self.open_menu_at_focus(),
            Page::QuickAdd(world) => self.open_quick_add(world),
            Page::Connect(from) => open(Overlay::Connect(from)),
            Page::Paste(at) => files::paste(self.shell, at),
            Page::Rename(id) => self.rename(id),
            Page::Inspect(id) => self.inspect(id),
            Page::Show(id, part) => self.show_part(id, part),
            Page::GoTo(id) => self.go_to(id),
            Page::ShowInspector => desk.open_side(Side::Inspect),
            Page::ShowRun => desk.open_side(Side::Run),
            Page::ToggleLog => desk.toggle_dock(Dock::Log),
            Page::ShowProblems => desk.open_dock(Dock::Problems),
            Page::ShowTemplate => desk.open_dock(Dock::Template),
            Page::TogglePalette => desk.palette_open.update(|open| *open = !*open),
            Page::ToggleSide => desk.side_open.update(|open| *open = !*open),
            Page::ToggleMap => self.toggle_map(),
            Page::ToggleTheme => self.toggle_theme(),
            Page::ToggleFrame => desk.frame.update(|on| *on = !*on),
            Page::Zoom(percent) => self.zoom_middle(f64::from(percent) / 100.0),
            Page::LetGo => self.let_go_of_all(),
        }
    }

    fn show_first_steps(self) {
        self.shell.desk().show_guide(true);
        self.dispatch(Command::View(ViewCommand::Guide));
    }

    fn inspect(self, id: Arc<str>) {
        self.shell.desk().open_side(Side::Inspect);
        self.dispatch(Command::View(ViewCommand::Select(vec![id])));
    }

    fn show_part(self, id: Arc<str>, part: Part) {
        self.shell.desk().part.set(part);
        self.inspect(id);
        // What was asked for by a key is gone through by keys.
        request_animation_frame(|| {
            elements::focus(".side__content");
            elements::focus(".messages__row");
        });
    }

    /// Edits a name on its card, from so near that it can be read.
    fn rename(self, id: Arc<str>) {
        let zoom = self.camera().zoom;
        if zoom < READABLE_ZOOM {
            self.zoom_middle(f64::from(1.0 / zoom));
        }
        self.look_at(&id, NAME_REFUSED_PX);
        self.renaming.set(Some(id));
    }

    /// Moves the view no farther than it must to show a card, with so much room above it [CSS px].
    fn look_at(self, id: &Arc<str>, above: f32) {
        let camera = self.shell.ask(|editor| {
            let graph = editor.graph_view();
            let card = graph.nodes.iter().find(|node| node.id == *id)?;
            let above = above / editor.camera().zoom;
            let Rect { origin, width, height } = card.rect;
            let shown = Rect::new(origin.x, origin.y - above, width, height + above);
            Some(editor.camera().showing(&shown, editor.free_size()))
        });
        if let Some(camera) = camera {
            self.set_camera(camera);
        }
    }

    fn go_to(self, id: Arc<str>) {
        self.look_at(&id, 0.0);
        self.dispatch(Command::View(ViewCommand::Select(vec![id.clone()])));
        request_animation_frame(move || elements::focus_data("data-node", &id));
    }

    fn toggle_map(self) {
        let shown = self.shows_map();
        self.shell.desk().map.set(Some(!shown));
    }

    fn toggle_theme(self) {
        theme::toggle();
        self.shell.desk().dark.set(theme::is_dark());
        self.shell.recolour();
    }

    /// Lets go of everything: what is in the hand first, then what is selected.
    fn let_go_of_all(self) {
        if !self.let_go() {
            self.dispatch(Command::View(ViewCommand::LetGo));
        }
    }

    /// Opens the list of what can be added, at a place of the world or in the middle of the canvas.
    fn open_quick_add(self, world: Option<Point>) {
        let middle = self.shell.ask(editor::Editor::canvas_size);
        let middle = Point::new(middle.0 / 2.0, middle.1 / 2.0);
        let place = world.map_or(middle, |world| self.camera().screen_from_world(world));
        let at = self.window_place((f64::from(place.x), f64::from(place.y)));
        self.shell.desk().overlay.set(Some(Overlay::Add(Adding { at, world, end: None })));
    }

    /// Opens the context menu beside what has the focus.
    fn open_menu_at_focus(self) {
        let (card, at) = elements::focused_data("data-node");
        let aim = self.shell.ask(|editor| match card.map(Arc::from) {
            Some(id) => Aim::card(editor, id),
            None => Aim::selected(editor),
        });
        self.shell.desk().overlay.set(Some(Overlay::Menu(Menu { at, aim })));
    }
}
