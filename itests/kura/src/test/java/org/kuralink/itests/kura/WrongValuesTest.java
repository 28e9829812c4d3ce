/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.kura;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.eclipse.kura.configuration.Password;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kuralink.api.connection.SessionState;

/** A wrong value in each field of each form, as from REST, snapshots and typing errors. */
class WrongValuesTest extends OnKura {

  private static final String SECRET = "an invented secret";
  private static final String ASSETS = "org.kuralink.kura.assets";
  private static final Set<String> TOLD_BY_NAME = Set.of("product.key", "device.name");

  /** The components whose forms are tabs of a connection. */
  static List<String> parts() {
    return factories().filter(WrongValuesTest::isPart).toList();
  }

  static List<String> publishersAndSubscribers() {
    return factories().filter(pid -> !isPart(pid) && !pid.equals(KuraPage.ENDPOINT)).toList();
  }

  private static boolean isPart(String pid) {
    return pid.equals(ASSETS) || !pid.startsWith("org.kuralink.kura.");
  }

  private static Stream<String> factories() {
    return kura().forms().stream().map(KuraForm::pid).sorted();
  }

  @ParameterizedTest
  @MethodSource("parts")
  void aWrongValueInAPartIsToldInTheLogAndInTheConnectionsInfo(String factoryPid) throws Exception {
    createInVain(PID);
    String part = PID + factoryPid.substring(factoryPid.lastIndexOf('.'));
    KuraForm form = kura().form(factoryPid);
    assertFalse(form.fields().isEmpty());
    for (FormField field : form.fields()) {
      stop(PID);
      for (Object wrong : wrongValuesOf(field)) {
        Object right = properties(part).get(field.id());
        KeptLog.clear();
        kura().updateConfiguration(part, Map.of(field.id(), wrong), false);
        page().await(field.id() + "=" + wrong, () -> KeptLog.complains(part, field.id()));
        page().await(field.id() + "=" + wrong, () -> isTold(field.id()));
        set(part, field.id(), right);
        page().await(field.id() + " is right again", () -> !isTold(field.id()));
      }
      tolerate(part, field);
    }
    assertFalse(KeptLog.says(SECRET));
  }

  private static boolean isTold(String field) throws Exception {
    return page().endpoint(PID).getInfo().entrySet().stream()
        .filter(each -> each.getKey().matches("Last error|Configuration of .*"))
        .anyMatch(each -> each.getValue().contains(field));
  }

  private static boolean isShown(String pid, String field) throws Exception {
    return page().endpoint(PID).getInfo().entrySet().stream()
        .filter(each -> each.getKey().matches("(Publisher|Subscriber) \\Q" + pid + "\\E"))
        .anyMatch(each -> each.getValue().contains(field + " "));
  }

  @ParameterizedTest
  @MethodSource("publishersAndSubscribers")
  void aWrongValueInAPublisherOrSubscriberIsToldInTheLogAndInTheConnectionsInfo(String factoryPid)
      throws Exception {
    String pid = "org.kuralink.one";
    page().create(PID);
    kura()
        .createFactoryConfiguration(
            factoryPid, pid, Map.of("cloud.endpoint.service.pid", PID), false);
    page().await(factoryPid + " does not live", () -> page().named().contains(pid));
    for (FormField field : kura().form(factoryPid).fields()) {
      for (Object wrong : wrongValuesOf(field)) {
        Object right = properties(pid).get(field.id());
        KeptLog.clear();
        kura().updateConfiguration(pid, Map.of(field.id(), wrong), false);
        page().await(field.id() + "=" + wrong, () -> KeptLog.complains(pid, field.id()));
        page().await(field.id() + "=" + wrong, () -> isShown(pid, field.id()));
        set(pid, field.id(), right);
        page().await(field.id() + " is right again", () -> !isShown(pid, field.id()));
      }
      tolerate(pid, field);
    }
    KeptLog.clear();
    Map<String, Object> none = new HashMap<>();
    none.put("cloud.endpoint.service.pid", null);
    kura().updateConfiguration(pid, none, false);
    page().await("not told", () -> KeptLog.complains(pid, "cloud.endpoint.service.pid"));
    assertTrue(page().named().contains(pid));
  }

  @Test
  void theEndpointLivesWithAnyValue() throws Exception {
    page().create(PID);
    for (FormField field : kura().form(KuraPage.ENDPOINT).fields()) {
      tolerate(PID, field);
    }
    kura().updateConfiguration(PID, Map.of("connection", "org.kuralink.unknown"), false);
    page().await("not told", () -> page().lastError(PID).contains("org.kuralink.unknown"));
    assertEquals("DISCONNECTED", page().state(PID));
  }

  /** Values that mean nothing by the type of the field. */
  private static List<Object> wrongValuesOf(FormField field) {
    List<Object> wrong = new ArrayList<>();
    if (field.isNumber()) {
      wrong.addAll(List.of("notanumber", "1,5", -7, true));
      if (!field.max().isEmpty()) {
        wrong.add(Long.parseLong(field.max()) + 1);
        wrong.add(Long.MAX_VALUE + "0");
      }
    } else if (field.type().equals("Boolean")) {
      wrong.addAll(List.of("yes, please", 7));
    } else if (!field.options().isEmpty()) {
      wrong.addAll(List.of("no such option", 7, true));
    } else if (TOLD_BY_NAME.contains(field.id())) {
      wrong.addAll(List.of("a/b", "x".repeat(70)));
      if (field.required()) {
        wrong.add(" ");
      }
    }
    return wrong;
  }

  /** Values that may pass; whatever comes of them, the component lives and takes the next. */
  private static void tolerate(String pid, FormField field) throws Exception {
    Object right = properties(pid).get(field.id());
    List<String> before = page().named();
    for (Object odd : oddValuesOf(field)) {
      kura().updateConfiguration(pid, Map.of(field.id(), odd), false);
    }
    set(pid, field.id(), null);
    set(pid, field.id(), right);
    kura().held().awaitDelivered();
    page().await(field.id() + " ends its component", () -> page().named().equals(before));
  }

  private static List<Object> oddValuesOf(FormField field) {
    List<Object> odd = new ArrayList<>(List.of("", " ", new Integer[0]));
    if (field.id().endsWith(".directory")) {
      odd.add(directory.resolve("a file").resolve("in a file").toString());
    } else {
      odd.addAll(List.of(7, true, new String[] {"a", "b"}));
    }
    return odd;
  }

  private static void set(String pid, String key, Object value) throws Exception {
    Map<String, Object> change = new HashMap<>();
    change.put(key, value);
    kura().updateConfiguration(pid, change, false);
  }

  private static Map<String, Object> properties(String pid) {
    Map<String, Object> properties =
        new HashMap<>(kura().getComponentConfiguration(pid).getConfigurationProperties());
    properties.replaceAll(
        (key, value) -> value instanceof Password hidden ? hidden.toString() : value);
    return properties;
  }

  /**
   * With another host it must not go beyond loopback. With another name it was another session, so
   * that first everything must have arrived: updates come one after the other.
   */
  private static void stop(String pid) throws Exception {
    String marker = "queue.max.age.hours";
    set(pid + ".connection", marker, "soon");
    page().await("not delivered", () -> isTold(marker));
    set(pid + ".connection", marker, 168);
    page().await("not delivered", () -> !isTold(marker));
    page().request(false, pid);
    page().await("not stopped", () -> page().session(pid).status().state() == SessionState.STOPPED);
  }
}
