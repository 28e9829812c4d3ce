/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** Tests the simulator's page with clicks and keys in a browser. */
class SimulatorPageTest {

  private static final List<String> TABS =
      List.of(
          "properties",
          "sub-devices",
          "services",
          "events",
          "desired",
          "shadow",
          "tags",
          "topics",
          "raw",
          "log");

  /** Texts of the page in English that have another wording in Chinese. */
  private static final String LEFT_IN_ENGLISH =
      """
      const words = {...(await import('/js/chinese-a-n.js')).CHINESE_A_N,
        ...(await import('/js/chinese-o-z.js')).CHINESE_O_Z};
      const found = [];
      const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      while (walk.nextNode()) {
        const text = walk.currentNode.textContent.trim();
        if (words[text] && !walk.currentNode.parentElement.closest('noscript, .json, code, td > .long')) { found.push(text); }
      }
      for (const one of document.querySelectorAll('[title], [placeholder], [aria-label]')) {
        for (const name of ['title', 'placeholder', 'aria-label']) {
          if (words[one.getAttribute(name)]) { found.push(one.getAttribute(name)); }
        }
      }
      return found;
      """;

  private static Platform platform;
  private static AnsweringDevice device;
  private Chromium browser;

  @BeforeAll
  static void start() throws Exception {
    platform = new Platform();
    device = new AnsweringDevice(platform.simulator().ports().tcp());
    platform.fill(device);
  }

  @AfterAll
  static void stop() throws Exception {
    device.close();
    platform.close();
  }

  @AfterEach
  void closeTheBrowser() {
    assertEquals(List.of(), browser.complaints());
    browser.close();
  }

  private void open(String language, int width, String address) {
    browser = Chromium.open(language, width);
    visit(address);
  }

  private void visit(String address) {
    browser.go(address);
    browser.await(
        "the stream",
        page ->
            "live".equals(browser.run("return document.getElementById('stream').dataset.state")));
  }

  private void awaitTab(String tab) {
    browser.shown("[data-tab='" + tab + "'][aria-selected=true]");
  }

  @ParameterizedTest
  @CsvSource({"en-US,en,Overview", "de-DE,en,Overview", "zh-CN,zh-CN,概览", "zh-TW,zh-CN,概览"})
  void speaksTheLanguageOfTheBrowser(String accepted, String language, String heading) {
    open(accepted, 1280, platform.page());
    assertEquals(heading, browser.shown("h1").getText());
    assertEquals(language, browser.run("return document.documentElement.lang"));
  }

  @ParameterizedTest
  @CsvSource({"en-US,there is no device", "zh-CN,不存在：没有设备"})
  void aRefusalIsSaidInTheLanguageOfThePage(String accepted, String beginning) {
    open(accepted, 1280, platform.page());
    browser.go(platform.page() + "#/devices/" + Platform.PRODUCT + "/nobody-here");
    String said = browser.shown("#view .problem").getText();
    assertTrue(said.startsWith(beginning), said);
    // The browser, too, complains of what was refused, each time that the page asks anew.
    visit(platform.page());
    assertTrue(browser.complaints().stream().allMatch(line -> line.contains("404")));
  }

  @Test
  void theChosenLanguageIsKept() {
    open("en-US", 1280, platform.device("shadow"));
    browser.shown("#language select").sendKeys("中文");
    browser.awaitText(".tabs", "影子");
    awaitTab("shadow");
    browser.reload();
    browser.awaitText(".tabs", "影子");
    browser.shown("#language select").sendKeys("English");
    browser.awaitText(".tabs", "Shadow");
  }

  @Test
  void nothingIsLeftInEnglishOfAChinesePage() {
    open("zh-CN", 1280, platform.page());
    assertEquals(List.of(), browser.promised(LEFT_IN_ENGLISH));
    browser.click("#view", "所有设备的故障…");
    assertEquals(List.of(), browser.promised(LEFT_IN_ENGLISH));
    browser.click("dialog", "取消");
    visit(platform.product());
    browser.awaitText("#view", "远程配置");
    assertEquals(List.of(), browser.promised(LEFT_IN_ENGLISH));
    for (String tab : TABS) {
      visit(platform.device(tab));
      awaitTab(tab);
      assertEquals(List.of(), browser.promised(LEFT_IN_ENGLISH), tab);
    }
    browser.click("#view", "设置属性…");
    assertEquals(List.of(), browser.promised(LEFT_IN_ENGLISH));
  }

  @Test
  void thatASubDeviceCameThroughItsGatewayIsSaidInChineseToo() {
    open("zh-CN", 1280, platform.page());
    assertEquals(
        "经网关 a1Browser01/gateway",
        browser.promised(
            "return (await import('/js/overview.js')).loginWord('gateway a1Browser01/gateway');"));
  }

  @ParameterizedTest
  @CsvSource({"en-US,1280", "en-US,390", "zh-CN,1280", "zh-CN,390"})
  void nothingIsWiderThanTheWindow(String language, int width) {
    open(language, width, platform.page());
    assertEquals(List.of(), browser.tooWide());
    visit(platform.product());
    browser.shown(".records");
    browser.run(
        "document.querySelectorAll('#view details').forEach((one) => { one.open = true; })");
    assertEquals(List.of(), browser.tooWide());
    for (String tab : TABS) {
      visit(platform.device(tab));
      awaitTab(tab);
      browser.await("the panel", page -> !browser.text("[role=tabpanel]").isBlank());
      assertEquals(List.of(), browser.tooWide(), tab);
      browser.run("document.querySelectorAll('.more-text').forEach((one) => one.click())");
      assertEquals(List.of(), browser.tooWide(), tab + " with all that is long");
    }
    browser.shown("#view button.primary").click();
    browser.shown("dialog");
    assertEquals(List.of(), browser.tooWide(), "the form of properties");
  }

  @Test
  void aLongValueIsShownWhole() {
    open("en-US", 390, platform.device("properties"));
    browser.awaitText(".properties", "word01");
    assertTrue(browser.text(".properties").contains("21.123456789"), "every digit");
    assertFalse(browser.text(".properties").contains("word60"));
    browser.click(".properties", "All 419 characters");
    assertTrue(browser.text(".properties").contains("word60"));
    browser.click(".properties", "Less");
    assertFalse(browser.text(".properties").contains("word60"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"shadow", "tags", "log"})
  void theTabSurvivesAReload(String tab) {
    open("en-US", 1280, platform.device("properties"));
    browser.shown("[data-tab='" + tab + "']").click();
    awaitTab(tab);
    assertEquals(platform.device(tab), browser.address());
    browser.reload();
    awaitTab(tab);
  }

  @Test
  void theAddressThatIsCopiedIsTheOneThatAuthUrlTakes() {
    open("en-US", 1280, platform.page());
    browser.mayUseTheClipboard();
    browser
        .shown("button[aria-label='Copy HTTPS authentication and registration (auth.url)']")
        .click();
    browser.awaitText("#toasts", "copied");
    assertEquals(
        "https://127.0.0.1:" + platform.simulator().ports().https(),
        browser.promised("return navigator.clipboard.readText();"));
  }

  @Test
  void whatIsWrittenStaysWhenDataComesAndIsAskedForBeforeItGoes() throws Exception {
    String path = "/products/" + Platform.PRODUCT + "/configuration";
    platform.send("PATCH", path, "{\"enabled\": true}");
    open("en-US", 1280, platform.product());
    browser.shown(".editor textarea").sendKeys("{\"mine\": 1}");
    browser.shown("h1").click();
    platform.send("PUT", path + "/content", "{\"theirs\": 2}");
    browser.awaitText(".editor", "Another version has been saved meanwhile");
    assertEquals("{\"mine\": 1}", browser.value(".editor textarea"));
    assertEquals(
        true,
        browser.run("return !dispatchEvent(new Event('beforeunload', { cancelable: true }))"),
        "a reload is asked for");

    browser.click("#devices", "Overview");
    browser.awaitText("dialog", "Leave without saving?");
    browser.click("dialog", "Cancel");
    assertEquals("{\"mine\": 1}", browser.value(".editor textarea"));
    assertEquals(platform.product(), browser.address());

    browser.click("#devices", "Overview");
    browser.click("dialog", "Leave");
    browser.awaitText("h1", "Overview");
    assertEquals(
        false,
        browser.run("return !dispatchEvent(new Event('beforeunload', { cancelable: true }))"));
  }

  @Test
  void aFormIsNotClosedOverWhatIsWrittenInIt() {
    open("en-US", 1280, platform.device("properties"));
    browser.click("#view", "Publish…");
    browser.shown("dialog textarea").sendKeys("written");
    browser.shown("dialog textarea").sendKeys(Keys.ESCAPE);
    browser.awaitText("dialog:last-of-type", "Close without sending?");
    browser.click("dialog:last-of-type", "Cancel");
    assertTrue(browser.value("dialog textarea").contains("written"));
  }

  @Test
  void aTextIsCountedInBytesAndTheReplyIsShown() throws Exception {
    open("en-US", 1280, platform.device("properties"));
    browser.shown("button[aria-label='Set Label']").click();
    WebElement label = browser.shown("dialog input[type=text]");
    label.clear();
    label.sendKeys("中文中文中文");
    assertEquals(
        "18 bytes of at most 16", browser.run("return arguments[0].validationMessage", label));
    browser.click("dialog", "Send");
    assertEquals("", browser.text("dialog .answer"), "not sent");

    label.sendKeys(Keys.BACK_SPACE);
    browser.click("dialog", "Send");
    browser.awaitText("dialog .answer", "Code 200");
    assertEquals("中文中文中", device.awaitSet("label"));

    label.sendKeys("中");
    browser.click("dialog", "Options");
    browser.run(
        "[...document.querySelectorAll('dialog .options label')]"
            + ".find((one) => one.textContent === 'Check against the thing model').click()");
    browser.click("dialog", "Send");
    assertEquals("中文中文中中", device.awaitSet("label"));
  }
}
