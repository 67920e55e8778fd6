//! The style sheet, the small scripts, the map and the icon: compiled in.

use axum::{
    extract::Path,
    http::{
        HeaderMap, StatusCode,
        header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH},
    },
    response::{IntoResponse, Response},
};
use std::sync::LazyLock;

struct Asset {
    name: &'static str,
    media_type: &'static str,
    body: &'static str,
}

const ASSETS: &[Asset] = &[
    Asset { name: "desk.css", media_type: "text/css; charset=utf-8", body: include_str!("../assets/desk.css") },
    Asset { name: "desk.js", media_type: "text/javascript; charset=utf-8", body: include_str!("../assets/desk.js") },
    Asset { name: "world.svg", media_type: "image/svg+xml", body: include_str!("../assets/world.svg") },
    Asset { name: "icon.svg", media_type: "image/svg+xml", body: include_str!("../assets/icon.svg") },
];

/// One hash over all of them: any change makes browsers ask again.
static TAG: LazyLock<String> = LazyLock::new(|| {
    let bodies: Vec<&str> = ASSETS.iter().map(|asset| asset.body).collect();
    format!("\"{}\"", record::derive_id("assets", &bodies))
});

/// `/assets/{name}`.
pub(crate) async fn serve(Path(name): Path<String>, headers: HeaderMap) -> Response {
    let Some(asset) = ASSETS.iter().find(|asset| asset.name == name) else {
        return (StatusCode::NOT_FOUND, "there is no such asset").into_response();
    };
    let tag = TAG.as_str();
    let about = [(CACHE_CONTROL, "no-cache"), (ETAG, tag), (CONTENT_TYPE, asset.media_type)];
    if headers.get(IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == tag.as_bytes()) {
        return (StatusCode::NOT_MODIFIED, about).into_response();
    }
    (about, asset.body).into_response()
}
