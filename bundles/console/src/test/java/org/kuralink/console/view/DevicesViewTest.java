/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.console.view;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kuralink.console.command.Refused.refused;

import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.kuralink.api.codec.ResultCode;
import org.kuralink.api.connection.CloudSession;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.gateway.Gateway;
import org.kuralink.api.gateway.GatewayStatus;
import org.kuralink.api.gateway.SubDeviceError;
import org.kuralink.api.gateway.SubDeviceException;
import org.kuralink.api.gateway.SubDeviceFault;
import org.kuralink.api.gateway.SubDeviceFilter;
import org.kuralink.api.gateway.SubDevicePage;
import org.kuralink.api.gateway.SubDeviceSource;
import org.kuralink.api.gateway.SubDeviceState;
import org.kuralink.api.gateway.SubDeviceStatus;
import org.kuralink.console.report.Times;

class DevicesViewTest {

  private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");

  private final List<SubDeviceStatus> devices = new ArrayList<>();
  private final List<String> done = new ArrayList<>();
  private final DevicesView view =
      new DevicesView(new Times(Clock.fixed(NOW, ZoneOffset.UTC), ZoneOffset.UTC));

  @BeforeEach
  void add() {
    view.addGateway(gateway(), Map.of(CloudSession.PID, "main"));
  }

  private void device(String name, SubDeviceState state, String error) {
    boolean failed = !error.isEmpty();
    devices.add(
        new SubDeviceStatus(
            new DeviceIdentity("pump", name),
            state,
            NOW,
            state != SubDeviceState.DISABLED,
            Set.of(SubDeviceSource.PLATFORM, SubDeviceSource.CONFIGURATION),
            failed
                ? Optional.of(
                    new SubDeviceError(
                        SubDeviceFault.NOT_BOUND,
                        Optional.of(new ResultCode(6401)),
                        error,
                        NOW.minusSeconds(5)))
                : Optional.empty(),
            failed ? Optional.of(NOW.plusSeconds(30)) : Optional.empty(),
            3,
            2,
            1));
  }

  @Test
  void showsTheSummaryAndEachDevice() {
    device("p001", SubDeviceState.ONLINE, "");
    device("p002", SubDeviceState.OFFLINE, "not in the topology");
    String shown = shown();
    assertTrue(shown.startsWith("sub-devices main: 2 of 2\n  online          1 of 2 "), shown);
    assertTrue(shown.contains("\n  offline         1\n"), shown);
    assertTrue(
        shown.contains("pace            12.5 log-ins per second, pending requests: 4"), shown);
    assertTrue(shown.contains("topology        read 2026-03-01 10:00:00"), shown);
    assertTrue(shown.contains("may join: pump  until 2026-03-01 10:01:00"), shown);
    assertTrue(
        shown.contains(
            "pump/p002  offline  2026-03-01 10:00:00  not in the topology (2026-03-01 09:59:55)"
                + "  in 30 s  3 / 2 / 1"),
        shown);
    assertTrue(shown.contains("configuration, platform"), shown);
    assertTrue(shown.endsWith("page 1 of 1"), shown);
  }

  private String shown(String... words) {
    return view.devices(words).replace(System.lineSeparator(), "\n");
  }

  @Test
  void showsManyInPages() {
    for (int i = 0; i < 120; i++) {
      device("p" + (1000 + i), SubDeviceState.ONLINE, "");
    }
    assertTrue(shown().contains("p1049"), shown());
    assertFalse(shown().contains("p1050"), shown());
    String last = shown("page=3");
    assertTrue(last.contains("p1100") && last.endsWith("page 3 of 3"), last);
    assertTrue(shown("page=999999999").endsWith("page 3 of 3"));
    assertTrue(shown("page=x").endsWith("page 1 of 3"));
    String html = view.report(Map.of("page", "2", "text", "p1")).toHtml();
    assertTrue(html.contains("href=\"?text=p1&amp;page=1\""), html);
    assertTrue(html.contains("href=\"?text=p1&amp;page=3\""), html);
  }

  @Test
  void filtersDevices() {
    device("p001", SubDeviceState.ONLINE, "");
    device("p002", SubDeviceState.OFFLINE, "not in the topology");
    device("q003", SubDeviceState.LOGGING_IN, "");
    assertTrue(shown("logging-in").startsWith("sub-devices : 1 of 3"), shown("logging-in"));
    assertTrue(shown("failed").contains("p002"));
    assertTrue(shown("online", "offline", "P00").startsWith("sub-devices : 2 of 3"));
    assertTrue(shown("product=none").contains("no sub-device matches the filter"));
    assertTrue(refused(() -> shown("two", "texts")).startsWith("usage: "));
    String html = view.report(Map.of("state", "logging in", "errors", "any", "text", "q")).toHtml();
    assertTrue(html.contains("q003") && !html.contains("p001"), html);
    assertTrue(html.contains("<option value=\"logging in\" selected>logging in</option>"), html);
    assertTrue(view.report(Map.of("errors", "with")).toHtml().contains("1 of 3"));
  }

  @Test
  void executesActionsForOneDevice() {
    device("p001", SubDeviceState.ONLINE, "");
    assertEquals("pump/p001 is online", shown("login", "pump/p001"));
    assertEquals("pump/p001 is online", shown("logout", "p001"));
    shown("enable", "p001");
    shown("disable", "p001");
    shown("register", "p001");
    assertEquals("pump/p001 has been deleted", shown("delete", "p001"));
    assertEquals(List.of("login", "logout", "enable", "disable", "register", "delete"), done);
    assertEquals("unknown sub-device p002", refused(() -> shown("login", "p002")));
    assertEquals("unknown sub-device pump/p002", refused(() -> shown("login", "pump/p002")));
    assertTrue(refused(() -> shown("login")).startsWith("usage: "));
  }

  @Test
  void printsTheReasonOfAFailure() {
    device("bad", SubDeviceState.REFUSED, "no");
    assertEquals("failed: the secret is wrong", refused(() -> shown("login", "bad")));
  }

  @Test
  void permitsJoiningForALimitedTime() {
    assertEquals("devices of product pump may join for 60 s", shown("permit", "pump", "60"));
    assertEquals("no device of product pump may join", shown("permit", "pump", "0"));
    assertEquals(List.of("permit pump PT1M", "permit pump PT0S"), done);
    for (String[] wrong : new String[][] {{"permit"}, {"permit", "pump"}, {"permit", "x", "-1"}}) {
      assertTrue(
          refused(() -> shown(wrong)).startsWith("permit needs a product key"),
          String.join(" ", wrong));
    }
    View.Action permit = view.action("permit main").orElseThrow();
    assertEquals("devices of product pump may join for 5 s", permit.run().apply("pump 5"));
    assertEquals("bound to this gateway: 1 sub-devices", shown("topology"));
  }

  @Test
  void showsOnlyApplicableButtons() {
    device("on", SubDeviceState.ONLINE, "");
    String html = view.report().toHtml();
    assertTrue(html.contains("value=\"logout pump/on main\""), html);
    assertFalse(html.contains("value=\"login pump/on main\""), html);
    assertTrue(html.contains("data-question=\"Delete pump/on from the topology"), html);
    devices.clear();
    device("off", SubDeviceState.DISABLED, "");
    html = view.report().toHtml();
    assertTrue(html.contains("value=\"enable pump/off main\""), html);
    assertTrue(html.contains("disabled, should be offline"), html);
    assertEquals(
        "pump/off is disabled", view.action("enable pump/off main").orElseThrow().run().apply(""));
    assertEquals(List.of("enable"), done);
    assertTrue(view.action("destroy pump/off main").isEmpty());
    assertTrue(view.action("enable pump/off other").isEmpty());
  }

  @Test
  void escapesDeviceNames() {
    device("<script>alert('x')</script>\"", SubDeviceState.ONLINE, "\u001b[31m<b>");
    String html = view.report().toHtml();
    assertFalse(html.contains("<script>") || html.contains("<b>") || html.contains("\u001b"), html);
  }

  private Gateway gateway() {
    return (Gateway)
        Proxy.newProxyInstance(
            Gateway.class.getClassLoader(),
            new Class<?>[] {Gateway.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "hashCode" -> 1;
                  case "equals" -> proxy == arguments[0];
                  case "status" -> status();
                  case "find" -> find((DeviceIdentity) arguments[0]);
                  case "subDevices" ->
                      page(
                          (SubDeviceFilter) arguments[0],
                          (Integer) arguments[1],
                          (Integer) arguments[2]);
                  case "permit" -> {
                    if (((Duration) arguments[1]).isNegative()) {
                      throw new IllegalArgumentException("time");
                    }
                    done.add("permit " + arguments[0] + " " + arguments[1]);
                    yield null;
                  }
                  case "topology" ->
                      CompletableFuture.completedFuture(List.of(new DeviceIdentity("pump", "p")));
                  case "delete" -> {
                    done.add("delete");
                    yield CompletableFuture.completedFuture(null);
                  }
                  default -> act(method.getName(), (DeviceIdentity) arguments[0]);
                });
  }

  private CompletableFuture<SubDeviceStatus> act(String what, DeviceIdentity device) {
    done.add(what);
    SubDeviceStatus status = find(device).orElseThrow();
    return status.state() == SubDeviceState.REFUSED
        ? CompletableFuture.failedFuture(
            new SubDeviceException(
                new SubDeviceError(
                    SubDeviceFault.WRONG_SECRET, Optional.empty(), "the secret is wrong", NOW)))
        : CompletableFuture.completedFuture(status);
  }

  private Optional<SubDeviceStatus> find(DeviceIdentity device) {
    return devices.stream().filter(each -> each.device().equals(device)).findFirst();
  }

  private SubDevicePage page(SubDeviceFilter filter, int offset, int limit) {
    List<SubDeviceStatus> matching = devices.stream().filter(filter::matches).toList();
    return new SubDevicePage(
        matching.stream().skip(offset).limit(limit).toList(),
        offset,
        matching.size(),
        devices.size());
  }

  private GatewayStatus status() {
    Map<SubDeviceState, Integer> states = new EnumMap<>(SubDeviceState.class);
    devices.forEach(each -> states.merge(each.state(), 1, Integer::sum));
    return new GatewayStatus(
        true,
        devices.size(),
        states,
        (int) devices.stream().filter(SubDeviceStatus::wanted).count(),
        12.5,
        4,
        Optional.empty(),
        Optional.of(NOW),
        Map.of("pump", NOW.plusSeconds(60)),
        List.of());
  }
}
