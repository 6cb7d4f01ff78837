//! The style sheets of components, each beside its component, put into the document as constructed sheets: no element,
//! nothing inline, and the same for a document and for a shadow root.

use leptos::prelude::document;
use web_sys::CssStyleSheet;

/// All of them. Their order does not matter, since layers decide what wins.
const SHEETS: &[&str] = &[
    include_str!("../widgets/dialog/dialog.css"),
    include_str!("../widgets/entry/entry.css"),
    include_str!("../widgets/float/float.css"),
    include_str!("../widgets/icon/icon.css"),
    include_str!("../widgets/mark/mark.css"),
    include_str!("../widgets/picker/picker.css"),
    include_str!("../widgets/tabs/tabs.css"),
    include_str!("../widgets/thumbnail/thumbnail.css"),
    include_str!("../widgets/tip/tip.css"),
    include_str!("../widgets/told/told.css"),
    include_str!("crash/crash.css"),
    include_str!("../panels/behaviour/behaviour.css"),
    include_str!("../panels/canvas/canvas.css"),
    include_str!("../panels/canvas/ports/ports.css"),
    include_str!("../panels/charts/charts.css"),
    include_str!("../panels/connect/connect.css"),
    include_str!("../panels/copy/copy.css"),
    include_str!("../panels/deeds/deeds.css"),
    include_str!("../panels/documents/documents.css"),
    include_str!("../panels/dock/dock.css"),
    include_str!("../panels/finder/finder.css"),
    include_str!("../panels/field/field.css"),
    include_str!("../panels/gallery/gallery.css"),
    include_str!("../panels/guide/guide.css"),
    include_str!("../panels/guides/guides.css"),
    include_str!("../panels/help/help.css"),
    include_str!("../panels/inspector/inspector.css"),
    include_str!("../panels/invocations/invocations.css"),
    include_str!("../panels/legend/legend.css"),
    include_str!("../panels/line/line.css"),
    include_str!("../panels/log/log.css"),
    include_str!("../panels/menu/menu.css"),
    include_str!("../panels/minimap/minimap.css"),
    include_str!("../panels/messages/messages.css"),
    include_str!("../panels/narrator/narrator.css"),
    include_str!("../panels/palette/palette.css"),
    include_str!("../panels/problems/problems.css"),
    include_str!("../panels/recovery/recovery.css"),
    include_str!("../panels/rename/rename.css"),
    include_str!("../panels/run_panel/run_panel.css"),
    include_str!("../panels/selected/selected.css"),
    include_str!("../panels/send/send.css"),
    include_str!("../panels/sheet_tabs/sheet_tabs.css"),
    include_str!("../panels/side/side.css"),
    include_str!("../panels/starters/starters.css"),
    include_str!("../panels/story/story.css"),
    include_str!("../panels/summary/summary.css"),
    include_str!("../panels/template_text/template_text.css"),
    include_str!("../panels/toast/toast.css"),
    include_str!("../panels/topbar/topbar.css"),
    include_str!("../panels/traffic/traffic.css"),
    include_str!("../panels/transport/transport.css"),
    include_str!("../panels/versions/versions.css"),
    include_str!("../panels/why/why.css"),
];

/// Gives the document the style sheets.
pub(crate) fn adopt() {
    let Ok(sheet) = CssStyleSheet::new() else { return };
    // It is refused only for a sheet that was not constructed here.
    if sheet.replace_sync(&SHEETS.concat()).is_ok() {
        let adopted = document().adopted_style_sheets();
        adopted.push(&sheet);
        document().set_adopted_style_sheets(&adopted);
    }
}
