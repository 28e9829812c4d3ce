/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.console;

import static org.kuralink.console.report.HtmlForm.escape;
import static org.kuralink.console.report.HtmlForm.escapeLines;

import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.apache.felix.webconsole.servlet.AbstractServlet;
import org.apache.felix.webconsole.servlet.ServletConstants;
import org.kuralink.api.connection.HandlerProperties;
import org.kuralink.console.command.CommandException;
import org.kuralink.console.report.PageWords;
import org.kuralink.console.report.Times;
import org.kuralink.console.view.View;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/**
 * The page in the Web Console, with one tab for each view and buttons for its actions. The Web
 * Console authenticates the user.
 */
@Component(
    name = "org.kuralink.console.page",
    service = Servlet.class,
    property = {
      "felix.webconsole.label=" + WebPage.LABEL,
      "felix.webconsole.title=Alink",
      "felix.webconsole.category=Kuralink"
    })
public final class WebPage extends AbstractServlet {

  static final String LABEL = "alink";

  private static final long serialVersionUID = 1L;
  private static final int LONGEST_FIELD = 200;
  private static final String STYLE = resource("page.css");

  /** The script that refreshes the page and keeps typed text. */
  private static final String SCRIPT = resource("page.js");

  /** Matches the characters of a query that are safe in a header. */
  private static final Pattern QUERY = Pattern.compile("[!-~]{1,2000}");

  private final transient Map<View, HandlerProperties> views = new ConcurrentHashMap<>();
  private final transient Times times = Times.here();

  /** The result of the last action of each view. */
  private final transient Map<String, Outcome> outcomes = new ConcurrentHashMap<>();

  @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
  void addView(View view, Map<String, ?> properties) {
    views.put(view, HandlerProperties.of(properties));
  }

  void updatedView(View view, Map<String, ?> properties) {
    addView(view, properties);
  }

  void removeView(View view) {
    views.remove(view);
  }

  @Override
  public void renderContent(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    render(request, response.getWriter());
  }

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if (!isOfThisPage(request)) {
      response.sendError(HttpServletResponse.SC_FORBIDDEN, "The form was not sent by this page");
      return;
    }
    Optional<View.Action> action =
        chosen(request).stream()
            .flatMap(view -> view.action(String.valueOf(request.getParameter("action"))).stream())
            .findFirst();
    Optional<String> typed = action.flatMap(one -> typed(request, one));
    if (action.isEmpty() || typed.isEmpty()) {
      response.sendError(HttpServletResponse.SC_BAD_REQUEST, "Unknown action");
      return;
    }
    View view = chosen(request).orElseThrow();
    String outcome = outcome(action.get(), typed.get());
    outcomes.put(view.name(), new Outcome(times.at(Instant.now()), action.get().label(), outcome));
    response.setStatus(HttpServletResponse.SC_SEE_OTHER);
    response.setHeader("Location", address(request, view) + query(request));
  }

  /** Returns the text of each field of an action; empty if the text is too long. */
  private static Optional<String> typed(HttpServletRequest request, View.Action action) {
    int fields = action.field().split("\n", -1).length;
    StringJoiner typed = new StringJoiner("\n");
    for (int i = 0; i < fields; i++) {
      String value = Objects.requireNonNullElse(request.getParameter(field(i)), "").strip();
      if (value.length() > LONGEST_FIELD) {
        return Optional.empty();
      }
      typed.add(value);
    }
    return Optional.of(typed.toString());
  }

  private static String field(int number) {
    return number == 0 ? "field" : "field" + number;
  }

  private static String outcome(View.Action action, String typed) {
    try {
      return action.run().apply(typed);
    } catch (CommandException e) {
      return e.words();
    }
  }

  /** Returns the query of the search, so that the page repeats the search. */
  private static String query(HttpServletRequest request) {
    String query = request.getQueryString();
    return query == null || !QUERY.matcher(query).matches() ? "" : "?" + query;
  }

  private static Map<String, String> asked(HttpServletRequest request) {
    Map<String, String> asked = new LinkedHashMap<>();
    request
        .getParameterMap()
        .forEach(
            (name, values) -> {
              if (values.length == 1 && values[0].length() <= LONGEST_FIELD) {
                asked.put(name, values[0].strip());
              }
            });
    return asked;
  }

  /** Rejects forms of other sites, which a logged-in browser would send with its credentials. */
  private static boolean isOfThisPage(HttpServletRequest request) {
    String origin = request.getHeader("Origin");
    return origin == null
        ? "kuralink".equals(request.getHeader("X-Requested-With"))
        : origin.replaceFirst("^https?://", "").equals(request.getHeader("Host"));
  }

  private Optional<View> chosen(HttpServletRequest request) {
    String path = Objects.requireNonNullElse(request.getPathInfo(), "");
    return sorted().stream()
        .filter(view -> path.endsWith("/" + view.name()))
        .findFirst()
        .or(() -> sorted().stream().findFirst());
  }

  private List<View> sorted() {
    return views.entrySet().stream()
        .sorted(
            Comparator.<Map.Entry<View, HandlerProperties>>comparingInt(
                    entry -> entry.getKey().position())
                .thenComparing(Map.Entry::getValue, HandlerProperties.BEST_FIRST))
        .map(Map.Entry::getKey)
        .toList();
  }

  private void render(HttpServletRequest request, PrintWriter page) {
    PageWords words = PageWords.of(request.getHeader("Accept-Language"));
    Optional<View> chosen = chosen(request);
    page.printf("<style>%s</style>%n", STYLE);
    page.printf("<div id=\"alink\" class=\"alink\" lang=\"%s\">%n", words.language());
    String about = words.say("Kuralink: Alibaba Cloud IoT Platform");
    page.printf("<p class=\"statline\">%s</p>%n", escape(about));
    page.println("<div class=\"ui-widget-header ui-corner-top buttonGroup\">");
    for (View view : sorted()) {
      boolean here = chosen.filter(other -> other == view).isPresent();
      page.printf(
          "<a class=\"ui-button ui-corner-all %s\" href=\"%s\">%s</a>%n",
          here ? "ui-state-active" : "ui-state-default",
          escape(address(request, view)),
          escape(words.say(view.title())));
    }
    page.println("</div>");
    chosen.ifPresent(view -> render(view, request, words, page));
    page.printf("</div><script>%s</script>%n", SCRIPT);
  }

  private void render(View view, HttpServletRequest request, PageWords words, PrintWriter page) {
    Outcome outcome = outcomes.get(view.name());
    page.printf(
        "<div class=\"live\">%s</div>%n",
        outcome == null ? "" : "<p class=\"statline\">" + escapeLines(outcome.in(words)) + "</p>");
    page.print(view.report(asked(request)).toHtml(words));
    page.print("<div class=\"live\">");
    view.actions().forEach(action -> form(page, address(request, view), action, words));
    page.println("</div>");
  }

  private static String address(HttpServletRequest request, View view) {
    return request.getAttribute(ServletConstants.ATTR_PLUGIN_ROOT) + "/" + view.name();
  }

  private static void form(PrintWriter page, String address, View.Action action, PageWords words) {
    page.printf(
        "<form method=\"post\" action=\"%s\">"
            + "<input type=\"hidden\" name=\"action\" value=\"%s\">",
        escape(address), escape(action.name()));
    String[] fields = action.field().split("\n", -1);
    for (int i = 0; i < fields.length && !action.field().isEmpty(); i++) {
      page.printf(
          "<label>%s <input type=\"text\" name=\"%s\" maxlength=\"%d\"></label> ",
          escape(words.say(fields[i])), field(i), LONGEST_FIELD);
    }
    page.printf("<button type=\"submit\">%s</button></form>%n", escape(words.say(action.label())));
  }

  private static String resource(String name) {
    try (InputStream in = WebPage.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The result of an action. */
  private record Outcome(String time, String label, String words) {

    String in(PageWords page) {
      return time + " " + page.say(label) + ": " + page.say(words);
    }
  }
}
