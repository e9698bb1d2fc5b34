//! The harness itself: what it says must be so before a scenario is believed.

use anyhow::{Result, ensure};
use firsthand_tests::{axe, home::Home, scenario::scenario, window::Look};
use serde_json::json;

#[test]
fn a_window_has_the_asked_size_and_theme() -> Result<()> {
    scenario("size-and-theme", async |stage| {
        let home = Home::new()?;
        for look in [Look::LAPTOP, Look::PHONE.dark()] {
            let window = stage.open(&home, look).await?;
            let seen = window
                .run("return [innerWidth, innerHeight, matchMedia('(prefers-color-scheme: dark)').matches]", vec![])
                .await?;
            ensure!(seen == json!([look.width, look.height, look.dark]), "the page sees {seen}");
            window.close().await?;
        }
        Ok(())
    })
}

#[test]
fn what_is_wrong_with_a_page_is_noticed() -> Result<()> {
    scenario("wrong-page", async |stage| {
        let home = Home::new()?;
        let window = stage.open(&home, Look::PHONE).await?;
        window.go("#/people").await?;
        window.named("heading", "People").await?;
        window
            .run(
                "const image = document.createElement('img'); image.src = 'https://example.org/x.png'; \
                 document.querySelector('main').append(image)",
                vec![],
            )
            .await?;
        let axe = axe::check(&window, "People").await.err().map(|error| error.to_string()).unwrap_or_default();
        ensure!(axe.contains("image-alt"), "a picture without words must be noticed: {axe:?}");
        let trouble = window.had_no_trouble().await.err().map(|error| error.to_string()).unwrap_or_default();
        ensure!(trouble.contains("img-src"), "a picture from elsewhere must be refused: {trouble:?}");
        ensure!(window.glance("button", "People").await?.is_none(), "what is a heading must not be found as a button");
        Ok(())
    })
}
