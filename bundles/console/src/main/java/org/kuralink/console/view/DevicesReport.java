/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.console.view;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.kuralink.api.gateway.Gateway;
import org.kuralink.api.gateway.GatewayStatus;
import org.kuralink.api.gateway.SubDeviceFilter;
import org.kuralink.api.gateway.SubDevicePage;
import org.kuralink.api.gateway.SubDeviceState;
import org.kuralink.api.gateway.SubDeviceStatus;
import org.kuralink.console.report.Times;
import org.kuralink.console.report.ViewReport;

/** The report of the sub-devices of a gateway: a summary and one page of the list. */
final class DevicesReport {

  static final int PAGE = 50;

  private final Times times;

  DevicesReport(Times times) {
    this.times = times;
  }

  static String words(SubDeviceState state) {
    return state.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  static String label(String verb) {
    return switch (verb) {
      case "login" -> "Log in";
      case "logout" -> "Log out";
      case "enable" -> "Enable";
      case "disable" -> "Disable";
      case "register" -> "Register";
      default -> "Delete";
    };
  }

  ViewReport of(String name, Gateway gateway, Asked asked) {
    SubDevicePage page = gateway.subDevices(asked.filter, (asked.page - 1) * PAGE, PAGE);
    int last = Math.max(1, (page.matching() + PAGE - 1) / PAGE);
    int number = Math.min(asked.page, last);
    if (number < asked.page) {
      page = gateway.subDevices(asked.filter, (number - 1) * PAGE, PAGE);
    }
    List<ViewReport.SectionPart> parts = new ArrayList<>();
    parts.add(new ViewReport.Facts(facts(gateway.status())));
    parts.add(search(asked.filter));
    if (page.devices().isEmpty()) {
      parts.add(new ViewReport.Text("no sub-device matches the filter"));
    } else {
      parts.add(rows(name, page.devices()));
      parts.add(new ViewReport.Pages(number, last, kept(asked.filter)));
    }
    String title = "sub-devices " + name + ": " + page.matching() + " of " + page.known();
    return new ViewReport(List.of(new ViewReport.Section(title, parts)));
  }

  private Map<String, String> facts(GatewayStatus status) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put(
        "online",
        status.online()
            + " of "
            + status.wanted()
            + " that should be online"
            + (status.gatewayOnline() ? "" : "; the gateway itself is offline"));
    for (SubDeviceState state : SubDeviceState.values()) {
      if (state != SubDeviceState.ONLINE && status.in(state) > 0) {
        facts.put(words(state), Integer.toString(status.in(state)));
      }
    }
    facts.put(
        "pace",
        String.format(Locale.ROOT, "%.1f log-ins per second", status.loginsPerSecond())
            + ", pending requests: "
            + status.requestsUnderWay());
    status
        .full()
        .ifPresent(
            t -> facts.put("full", "the platform accepts no more sub-devices, " + times.at(t)));
    facts.put("topology", status.topologyRead().map(t -> "read " + times.at(t)).orElse("not read"));
    new TreeMap<>(status.permits())
        .forEach((key, until) -> facts.put("may join: " + key, "until " + times.at(until)));
    if (!status.problems().isEmpty()) {
      facts.put("configuration", String.join("; ", status.problems()));
    }
    return facts;
  }

  private static ViewReport.Search search(SubDeviceFilter filter) {
    List<String> states =
        Stream.concat(
                Stream.of("any"), Arrays.stream(SubDeviceState.values()).map(DevicesReport::words))
            .toList();
    String state = filter.states().stream().findFirst().map(DevicesReport::words).orElse("any");
    return new ViewReport.Search(
        List.of(
            new ViewReport.SearchField("text", "Name", filter.text(), List.of()),
            new ViewReport.SearchField(
                "product", "Product key", filter.productKey().orElse(""), List.of()),
            new ViewReport.SearchField("state", "State", state, states),
            new ViewReport.SearchField(
                "errors", "Errors", filter.failed() ? "with" : "any", List.of("any", "with"))));
  }

  /** Returns the query parameters that keep the current filter on other pages. */
  private static Map<String, String> kept(SubDeviceFilter filter) {
    Map<String, String> kept = new LinkedHashMap<>();
    search(filter).fields().forEach(field -> kept.put(field.name(), field.value()));
    kept.values().removeIf(value -> value.isEmpty() || value.equals("any"));
    return kept;
  }

  private ViewReport.Choices rows(String name, List<SubDeviceStatus> devices) {
    List<List<String>> rows = new ArrayList<>();
    List<List<ViewReport.Button>> buttons = new ArrayList<>();
    for (SubDeviceStatus status : devices) {
      rows.add(
          List.of(
              status.device().toString(),
              words(status.state()) + (status.wanted() ? "" : ", should be offline"),
              times.at(status.since()),
              status
                  .lastError()
                  .map(error -> error.message() + " (" + times.at(error.time()) + ")")
                  .orElse(""),
              status.nextAttempt().map(next -> "in " + times.until(next)).orElse(""),
              status.logins() + " / " + status.losses() + " / " + status.failures(),
              String.join(
                  ", ",
                  status.sources().stream()
                      .sorted()
                      .map(source -> source.name().toLowerCase(Locale.ROOT))
                      .toList())));
      buttons.add(buttons(name, status));
    }
    return new ViewReport.Choices(
        new ViewReport.Table(
            List.of(
                "device",
                "state",
                "since",
                "last error",
                "next",
                "log-ins / losses / failures",
                "source"),
            rows),
        buttons);
  }

  private static List<ViewReport.Button> buttons(String name, SubDeviceStatus status) {
    List<String> verbs =
        switch (status.state()) {
          case ONLINE, LOGGING_IN -> List.of("logout", "disable", "delete");
          case DISABLED -> List.of("enable", "delete");
          case UNREGISTERED -> List.of("register", "disable", "delete");
          case FOUND, BOUND_ONLY -> List.of("delete");
          default -> List.of("login", "logout", "disable", "delete");
        };
    return verbs.stream()
        .map(
            verb ->
                new ViewReport.Button(
                    verb + " " + status.device() + " " + name,
                    label(verb),
                    verb.equals("delete")
                        ? "Delete " + status.device() + " from the topology of the gateway?"
                        : ""))
        .toList();
  }

  /** The filter and the page number of a request. */
  record Asked(SubDeviceFilter filter, int page) {}
}
