/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.kuralink.console.report.ViewReport;
import org.kuralink.console.view.View;

class WebPageTest {

  private static final Map<String, String> ORIGIN = Map.of("Origin", "http://gateway:8080");

  private final WebPage page = new WebPage();
  private final List<String> done = new ArrayList<>();
  private final Map<String, String> answered = new HashMap<>();
  private final StringWriter written = new StringWriter();

  @BeforeEach
  void addTwoViews() {
    page.addView(new Example("second", 2), Map.of());
    page.addView(new Example("first", 1), Map.of());
  }

  @Test
  void showsTheFirstViewByDefault() throws IOException {
    String first = shown("/alink");
    assertTrue(first.contains("report of first"), first);
    assertTrue(first.indexOf(">first<") < first.indexOf(">second<"), first);
    String second = shown("/alink/second");
    assertTrue(second.contains("report of second"), second);
  }

  @Test
  void executesAnActionAndShowsItsResult() throws IOException {
    post("/alink/second", Map.of("action", "try", "field", " <7> "), ORIGIN);
    assertEquals(List.of("second <7>"), done);
    assertEquals("303", answered.get("status"));
    assertEquals("/console/alink/second", answered.get("Location"));
    String shown = shown("/alink/second");
    assertTrue(shown.contains("Try it: done with &lt;7&gt;"), shown);
    assertFalse(shown("/alink/first").contains("Try it: "), shown);
  }

  @Test
  void rejectsFormsOfOtherSites() throws IOException {
    Map<String, String> form = Map.of("action", "try");
    post("/alink/second", form, Map.of("Origin", "http://elsewhere"));
    assertEquals("403", answered.get("status"));
    post("/alink/second", form, Map.of());
    assertEquals("403", answered.get("status"));
    assertEquals(List.of(), done);
  }

  @Test
  void rejectsUnknownActions() throws IOException {
    post("/alink/second", Map.of("action", "destroy"), ORIGIN);
    assertEquals("400", answered.get("status"));
    String tooLong = "x".repeat(201);
    post("/alink/second", Map.of("action", "try", "field", tooLong), ORIGIN);
    assertEquals("400", answered.get("status"));
    assertEquals(List.of(), done);
  }

  @Test
  void usesTheLanguageOfTheBrowser() throws IOException {
    page.addView(new Example("Status", 0), Map.of());
    assertTrue(shown("/alink").contains(">Status<"));
    for (String chinese : List.of("zh-CN,zh;q=0.9,en;q=0.8", "de,zh-TW", "en;q=0.1, zh")) {
      String shown = shown("/alink", Map.of(), Map.of("Accept-Language", chinese));
      assertTrue(shown.contains("lang=\"zh-CN\""), shown);
      assertTrue(shown.contains(">状态<"), shown);
      assertTrue(shown.contains(">second<"), "other texts are not translated");
    }
    for (String english : List.of("en-US,en;q=0.9,zh;q=0.1", "de", "", "q=,;;")) {
      String shown = shown("/alink", Map.of(), Map.of("Accept-Language", english));
      assertTrue(shown.contains("lang=\"en\"") && shown.contains(">Status<"), shown);
    }
  }

  @Test
  void refreshedPartsContainNoForms() throws IOException {
    String shown = shown("/alink/second");
    assertTrue(shown.contains("<div class=\"live\"><h3>report of second</h3></div>"), shown);
    assertTrue(shown.contains("<script>") && shown.contains("<style>"), shown);
  }

  @Test
  void removesTheTabOfARemovedView() throws IOException {
    View third = new Example("third", 3);
    page.addView(third, Map.of());
    assertTrue(shown("/alink").contains("third"));
    page.removeView(third);
    assertFalse(shown("/alink").contains("third"));
  }

  @Test
  void prefersTheHigherRankingForEqualPositions() throws IOException {
    View early = new Example("early", 0);
    View late = new Example("late", 0);
    page.addView(early, Map.of("service.id", 1L));
    page.addView(late, Map.of("service.id", 2L));
    assertTrue(shown("/alink").contains("report of early"));
    page.updatedView(late, Map.of("service.id", 2L, "service.ranking", 1));
    assertTrue(shown("/alink").contains("report of late"));
  }

  @Test
  void passesTheSearchToTheViewAndKeepsIt() throws IOException {
    assertTrue(shown("/alink/second", Map.of("text", " x ")).contains("second with {text=x}"));
    String tooLong = "x".repeat(201);
    assertFalse(shown("/alink/second", Map.of("text", tooLong)).contains(tooLong));
    Map<String, String> headers = new HashMap<>(ORIGIN);
    headers.put("query", "text=x&page=2");
    post("/alink/second", Map.of("action", "try"), headers);
    assertEquals("/console/alink/second?text=x&page=2", answered.get("Location"));
    headers.put("query", "text=x\r\nSet-Cookie: a");
    post("/alink/second", Map.of("action", "try"), headers);
    assertEquals("/console/alink/second", answered.get("Location"));
  }

  private String shown(String path) throws IOException {
    return shown(path, Map.of());
  }

  private String shown(String path, Map<String, String> asked) throws IOException {
    return shown(path, asked, Map.of());
  }

  private String shown(String path, Map<String, String> asked, Map<String, String> headers)
      throws IOException {
    written.getBuffer().setLength(0);
    page.renderContent(request(path, asked, headers), response());
    return written.toString();
  }

  private void post(String path, Map<String, String> form, Map<String, String> headers)
      throws IOException {
    answered.clear();
    page.doPost(request(path, form, headers), response());
  }

  private static HttpServletRequest request(
      String path, Map<String, String> form, Map<String, String> headers) {
    return (HttpServletRequest)
        Proxy.newProxyInstance(
            WebPageTest.class.getClassLoader(),
            new Class<?>[] {HttpServletRequest.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "getPathInfo" -> path;
                  case "getScheme" -> "http";
                  case "getAttribute" -> "/console/alink";
                  case "getParameter" -> form.get(String.valueOf(arguments[0]));
                  case "getParameterMap" ->
                      form.entrySet().stream()
                          .collect(
                              Collectors.toMap(
                                  Map.Entry::getKey, entry -> new String[] {entry.getValue()}));
                  case "getQueryString" -> headers.get("query");
                  case "getHeader" ->
                      "Host".equals(arguments[0])
                          ? "gateway:8080"
                          : headers.get(String.valueOf(arguments[0]));
                  default -> throw new UnsupportedOperationException(method.getName());
                });
  }

  private HttpServletResponse response() {
    return (HttpServletResponse)
        Proxy.newProxyInstance(
            WebPageTest.class.getClassLoader(),
            new Class<?>[] {HttpServletResponse.class},
            (proxy, method, arguments) -> {
              switch (method.getName()) {
                case "getWriter":
                  return new PrintWriter(written, true);
                case "setStatus", "sendError":
                  answered.put("status", String.valueOf(arguments[0]));
                  return null;
                case "setHeader":
                  answered.put(String.valueOf(arguments[0]), String.valueOf(arguments[1]));
                  return null;
                default:
                  throw new UnsupportedOperationException(method.getName());
              }
            });
  }

  /** A view with one action. */
  private final class Example implements View {

    private final String name;
    private final int position;

    Example(String name, int position) {
      this.name = name;
      this.position = position;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public String title() {
      return name;
    }

    @Override
    public int position() {
      return position;
    }

    @Override
    public ViewReport report() {
      return ViewReport.of("report of " + name);
    }

    @Override
    public ViewReport report(Map<String, String> asked) {
      return asked.isEmpty() ? report() : ViewReport.of(name + " with " + asked);
    }

    @Override
    public List<Action> actions() {
      return List.of(
          new Action(
              "try",
              "Try it",
              "Number",
              typed -> {
                done.add(name + " " + typed);
                return "done with " + typed;
              }));
    }
  }
}
