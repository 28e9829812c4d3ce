/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.browser;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;
import org.openqa.selenium.By;
import org.openqa.selenium.SearchContext;
import org.openqa.selenium.WebElement;

/** The web pages of a running Kura; deletes everything that it has created at the end. */
final class KuraPages implements AutoCloseable {

  private static final String FACTORY = "org.kuralink.kura.AlibabaCloudIotPlatform";
  private static final String CONNECTIONS = "Cloud Connections";

  private final Chromium browser;
  private final String url;
  private final Deque<String> made = new ArrayDeque<>();

  KuraPages(Chromium browser, String url) {
    this.browser = browser;
    this.url = url;
  }

  void logIn(String name, String password) {
    browser.go(url + "/admin/console");
    browser.shown("#login-user").sendKeys(name);
    browser.shown("#login-password").sendKeys(password);
    browser.shown("#login-button").click();
    browser.named("body", CONNECTIONS);
  }

  void connections() {
    browser.click("body", CONNECTIONS);
    browser.named("body", "New Connection");
  }

  void status() {
    browser.click("body", "Status");
    browser.awaitText("body", "Cloud Services");
  }

  /** Makes a connection, which Kura selects then. */
  void create(String name) {
    browser.click("body", "New Connection");
    choose(browser.shown("#cloudFactoriesPids"), FACTORY);
    browser.shown("#cloudConnectionPid").sendKeys(name);
    browser.shown("#btn-create-comp").click();
    made.push(name);
    browser.await(name, page -> row(name) != null && !tabs().isEmpty());
  }

  /** Makes a publisher or subscriber of the selected connection. */
  void publisher(String factory, String name) {
    browser.click("body", "New Pub/Sub");
    choose(browser.shown("#pubSubFactoriesPids"), factory);
    browser.shown("#pubSubPid").sendKeys(name);
    browser.shown("#btn-pub-sub-create-comp").click();
    made.push(name);
    browser.await(name, page -> row(name));
  }

  List<String> tabs() {
    return all(".nav-tabs a").map(WebElement::getText).toList();
  }

  void tab(String name) {
    browser.click(".nav-tabs", name);
    browser.shown(".tab-pane.active label");
  }

  /** Fills in a field of the open tab; a choice is taken by its value. */
  void fill(String property, String value) {
    WebElement field =
        browser.await(
            property,
            page ->
                shown(
                    page,
                    By.xpath(
                        "//div[contains(@class,'tab-pane') and contains(@class,'active')]"
                            + "//label[@title='"
                            + property
                            + "']/following::*[self::input or self::select or self::textarea][1]")));
    if (field.getTagName().equals("select")) {
      choose(field, value);
    } else {
      field.clear();
      field.sendKeys(value);
    }
  }

  void apply() {
    browser.click(".tab-pane.active", "Apply");
    browser.click(".modal", "Yes");
  }

  /** Waits until Kura shows this status of a connection; it is asked again for it. */
  void awaitStatus(String name, String status) {
    browser.await(
        name + " to be " + status,
        page -> {
          named(page, "Refresh").click();
          return status.equals(row(name).findElement(By.xpath("./td[3]")).getText());
        });
  }

  private void delete(String name) {
    browser.await(
        "a click on " + name,
        page -> {
          row(name).click();
          return true;
        });
    browser.click("body", "Delete");
    browser.click(".modal", "Yes");
    browser.await(name + " to be gone", page -> row(name) == null);
  }

  @Override
  public void close() {
    connections();
    while (!made.isEmpty()) {
      delete(made.pop());
    }
  }

  private WebElement row(String name) {
    return all("table tr")
        .filter(row -> row.findElements(By.cssSelector("td")).size() > 1)
        .filter(row -> row.findElement(By.cssSelector("td")).getText().strip().equals(name))
        .findFirst()
        .orElse(null);
  }

  private Stream<WebElement> all(String css) {
    return browser.await(css, page -> page.findElements(By.cssSelector(css))).stream()
        .filter(WebElement::isDisplayed);
  }

  private static WebElement named(SearchContext page, String text) {
    return shown(page, By.xpath("//button[normalize-space()='" + text + "']"));
  }

  private static void choose(WebElement list, String value) {
    list.findElement(By.cssSelector("option[value='" + value + "']")).click();
  }

  private static WebElement shown(SearchContext page, By by) {
    return page.findElements(by).stream().filter(WebElement::isDisplayed).findFirst().orElse(null);
  }
}
