//! Serves the desk with a made-up world, for looking at its pages: `cargo run -p desk --example preview [NUMBER OF
//! FURTHER INCIDENTS]`.

#[path = "../tests/support/mod.rs"]
mod support;

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let mut fixture = support::Fixture::full();
    if let Some(number) = std::env::args().nth(1).and_then(|number| number.parse().ok()) {
        support::world::crowd(&fixture.store, number);
    }
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    fixture.desk.base_url = format!("http://{}", listener.local_addr()?);
    println!("{}/?key={}", fixture.desk.base_url, support::KEY);
    desk::serve(listener, None, fixture.desk.clone(), async {
        let _ = tokio::signal::ctrl_c().await;
    })
    .await
}
