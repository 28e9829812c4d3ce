/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kuralink.itests.conformance.SubDeviceStage.KEY;
import static org.kuralink.itests.conformance.SubDeviceStage.LIMIT;
import static org.kuralink.itests.conformance.SubDeviceStage.done;
import static org.kuralink.itests.conformance.SubDeviceStage.id;
import static org.kuralink.itests.conformance.SubDeviceStage.names;
import static org.kuralink.itests.conformance.WireGateway.name;
import static org.kuralink.itests.conformance.WireGateway.sub;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kuralink.api.codec.JsonText;
import org.kuralink.api.connection.Reply;
import org.kuralink.api.connection.RequestOptions;
import org.kuralink.api.gateway.Gateway;
import org.kuralink.api.gateway.SubDeviceFault;
import org.kuralink.api.gateway.SubDeviceState;
import org.kuralink.api.gateway.SubDeviceStatus;
import org.kuralink.simulator.broker.Ending;
import org.kuralink.simulator.gateway.Gateways.NoticeTopic;
import org.kuralink.standalone.embedded.SharedGateway;

/** Sessions of sub-devices: how the gateway opens and ends them, and how it handles errors. */
class GatewaySessionStatementsTest {

  private static final String POST = "thing.event.property.post";
  private static final String LOGIN = "login_reply";

  @RegisterExtension static final SharedGateway SHARED = new SharedGateway();

  @TempDir Path data;
  private SubDeviceStage stage;

  @AfterEach
  void stop() {
    stage.close();
  }

  private static int[] first(int number) {
    return IntStream.rangeClosed(1, number).toArray();
  }

  private CompletableFuture<Reply> post(int number, double temperature) {
    return stage
        .session
        .link(id(number))
        .request(POST, JsonText.of("{\"Temperature\":" + temperature + "}"), RequestOptions.DURABLE)
        .toCompletableFuture();
  }

  private double temperature(int number) throws Exception {
    return stage
        .simulator()
        .registry()
        .required(sub(number))
        .properties()
        .get("Temperature")
        .value()
        .getAsDouble();
  }

  /** How long after its last error a device is tried again. */
  private Duration pause(int number) {
    stage.await(number, status -> status.nextAttempt().isPresent());
    SubDeviceStatus status = stage.status(number);
    return Duration.between(
        status.lastError().orElseThrow().time(), status.nextAttempt().orElseThrow());
  }

  private void assertWaitsAMinute(int number) {
    Duration pause = pause(number);
    assertTrue(pause.compareTo(Duration.ofSeconds(59)) > 0, "" + pause);
  }

  @Test
  @Proves({"9.4-1", "9.4-2", "9.4-4", "9.4-6"})
  void a_sub_device_comes_speaks_hears_and_goes() throws Exception {
    stage = SubDeviceStage.start(SHARED, data, 1);
    Gateway gateway = stage.online(1);
    JsonObject login = stage.sent("/combine/login").get(0).getAsJsonObject();
    assertTrue(names(login, 1) && login.has("clientId") && login.has("timestamp"), "" + login);
    assertEquals(200, done(post(1, 21.5)).code().value());
    assertEquals(21.5, temperature(1));
    List<String> heard = new CopyOnWriteArrayList<>();
    stage
        .session
        .link(id(1))
        .answer(
            "thing.service.property.set",
            request -> {
              heard.add(request.params().toString());
              return CompletableFuture.completedFuture(Reply.success());
            });
    JsonObject params = new JsonObject();
    params.addProperty("Temperature", 7);
    assertEquals(
        200,
        done(stage.simulator().commands().call(sub(1), "thing/service/property/set", params, LIMIT))
            .code());
    assertEquals(List.of("{\"Temperature\":7}"), heard);
    done(gateway.logout(id(1)));
    assertEquals(List.of(name(sub(1))), stage.sent("/combine/logout"));
    assertFalse(stage.isThere(1));
  }

  @Test
  @Proves({"9.4-7", "9.4-8", "9.4-9"})
  void many_come_and_go_fifty_a_message() throws Exception {
    stage = SubDeviceStage.start(SHARED, data, 120);
    Gateway gateway = stage.online(first(120));
    assertEquals(120, devices("/combine/batch_login", "/combine/login").size());
    assertTrue(stage.sent("/combine/batch_login").size() >= 3);
    List<CompletableFuture<SubDeviceStatus>> gone =
        IntStream.of(first(120))
            .mapToObj(number -> gateway.logout(id(number)).toCompletableFuture())
            .toList();
    for (CompletableFuture<SubDeviceStatus> one : gone) {
      assertEquals(SubDeviceState.OFFLINE, done(one).state());
    }
    assertEquals(120, devices("/combine/batch_logout", "/combine/logout").size());
    assertEquals(List.of(), stage.simulator().sessions().of(KEY).orElseThrow().subDevices());
  }

  private Set<String> devices(String batches, String singles) {
    Set<String> names = new HashSet<>();
    for (JsonElement batch : stage.sent(batches)) {
      JsonArray list =
          batch instanceof JsonArray array
              ? array
              : batch.getAsJsonObject().getAsJsonArray("deviceList");
      assertTrue(list.size() <= 50, "in one message: " + list.size());
      list.forEach(one -> assertTrue(names.add(deviceName(one)), () -> deviceName(one)));
    }
    stage.sent(singles).forEach(one -> assertTrue(names.add(deviceName(one))));
    return names;
  }

  private static String deviceName(JsonElement one) {
    return one.getAsJsonObject().get("deviceName").getAsString();
  }

  @Test
  @Proves("9.4-3")
  void what_came_while_it_was_off_comes_with_its_log_in() throws Exception {
    stage = SubDeviceStage.start(SHARED, data, 1);
    Gateway gateway = stage.online(1);
    String topic = "/sys/" + sub(1) + "/thing/service/property/set";
    List<String> heard = new CopyOnWriteArrayList<>();
    stage
        .session
        .link(id(1))
        .subscribe(
            topic, message -> heard.add(new String(message.payload(), StandardCharsets.UTF_8)));
    done(gateway.logout(id(1)));
    byte[] kept = "{}".getBytes(StandardCharsets.UTF_8);
    assertTrue(stage.simulator().sessions().keep(sub(1), topic, kept));
    done(gateway.login(id(1)));
    Awaitility.await().atMost(LIMIT).until(() -> heard.equals(List.of("{}")));
  }

  @Test
  @Proves({"9.4-5", "9.4-11"})
  void all_come_back_after_the_link_was_lost() throws Exception {
    stage = SubDeviceStage.start(SHARED, data, 20);
    stage.online(first(20));
    stage.reconnect(1);
    stage.await(SubDeviceState.ONLINE, first(20));
    for (int number : first(20)) {
      assertEquals(2, stage.logins(number));
      assertTrue(stage.isThere(number));
    }
    assertEquals(200, done(post(20, 3)).code().value());
  }

  @Test
  @Proves({"6-1", "6-2", "6-10", "6-18"})
  void a_failure_of_the_platform_is_tried_again_and_a_wrong_request_is_not() throws Exception {
    stage = SubDeviceStage.start(SHARED, data, 2);
    stage.refuse(sub(1), 500, LOGIN, 1);
    stage.refuse(sub(2), 460, LOGIN, 0);
    stage.gateway(Map.of("login.batch", 1), 1, 2);
    stage.await(SubDeviceState.ONLINE, 1);
    stage.await(SubDeviceState.REFUSED, SubDeviceFault.PARAMETERS, 2);
    assertEquals(2, stage.logins(1));
    assertEquals(1, stage.logins(2));
  }

  @Test
  @Proves({"6-3", "6-19"})
  void log_ins_that_come_too_often_come_later_and_more_slowly() throws Exception {
    stage = SubDeviceStage.start(SHARED, data, 1);
    stage.refuse(sub(1), 429, LOGIN, 0);
    Gateway gateway = stage.gateway(Map.of(), 1);
    stage.await(SubDeviceState.OFFLINE, SubDeviceFault.THROTTLED, 1);
    assertWaitsAMinute(1);
    assertEquals(100, gateway.status().loginsPerSecond());
    assertEquals(1, stage.logins(1));
  }

  @Test
  @Proves({"6-4", "2.1-2", "6-20"})
  void what_is_beyond_the_room_waits_until_there_is_some() throws Exception {
    stage =
        SubDeviceStage.start(
            SHARED, data, 3, SubDeviceStage.unlimited().withOnlineBehindGateway(2));
    Gateway gateway = stage.gateway(Map.of(), 1, 2, 3);
    Awaitility.await()
        .atMost(LIMIT)
        .until(() -> gateway.status().online() == 2 && gateway.status().full().isPresent());
    int out =
        IntStream.of(first(3))
            .filter(number -> stage.status(number).state() != SubDeviceState.ONLINE)
            .findFirst()
            .orElseThrow();
    assertEquals(SubDeviceFault.CAPACITY, stage.error(out).cause());
    done(gateway.logout(id(out % 3 + 1)));
    stage.await(SubDeviceState.ONLINE, out);
    assertTrue(gateway.status().full().isEmpty());
  }

  @Test
  @Proves({"6-5", "9.3-8", "6-24"})
  void one_whose_relation_is_lost_is_bound_again_and_comes_back() throws Exception {
    stage = SubDeviceStage.start(SHARED, data, 2);
    stage.online(1, 2);
    stage.platform().unbind(sub(1), false);
    stage.reconnect(2);
    stage.await(1, status -> status.state() == SubDeviceState.ONLINE && status.logins() == 2);
    assertTrue(stage.isBound(1) && stage.isThere(1));
    stage.await(SubDeviceState.ONLINE, 2);
  }

  @ParameterizedTest
  @ValueSource(ints = {6100, 6287})
  @Proves({"6-6", "6-9", "6-23"})
  void a_secret_that_was_given_and_is_refused_waits_for_a_person(int code) throws Exception {
    stage = SubDeviceStage.start(SHARED, data, 2);
    stage.refuse(sub(1), code, LOGIN, 0);
    String secrets = "{\"" + sub(1) + "\":\"" + WireGateway.secret(sub(1)) + "\"}";
    stage.gateway(Map.of("device.secrets", secrets), 1, 2);
    stage.await(SubDeviceState.ONLINE, 2);
    stage.await(SubDeviceState.REFUSED, 1);
    assertEquals(code, stage.error(1).code().orElseThrow().value());
    assertTrue(stage.logins(1) <= 4, "no more than the batches it was in");
  }

  @Test
  @Proves({"6-9", "6-23"})
  void a_secret_that_was_issued_and_reset_is_asked_for_anew() throws Exception {
    stage = SubDeviceStage.start(SHARED, data, 1);
    stage.online(1);
    stage.simulator().registry().changeSecret(sub(1), "reset-by-a-person");
    stage.reconnect(1);
    stage.await(1, status -> status.state() == SubDeviceState.ONLINE && status.logins() == 2);
    assertEquals(2, stage.sent("thing/sub/register").size());
    assertTrue(stage.isThere(1));
  }

  @ParameterizedTest
  @EnumSource(NoticeTopic.class)
  @Proves({"6-13", "6-25"})
  void a_certificate_that_came_in_elsewhere_is_not_fought_over(NoticeTopic where) throws Exception {
    stage = SubDeviceStage.start(SHARED, data, 2);
    stage.online(1, 2);
    assertTrue(stage.platform().force(sub(1), Ending.ELSEWHERE, where, true));
    stage.await(SubDeviceState.OFFLINE, SubDeviceFault.ELSEWHERE, 1);
    assertWaitsAMinute(1);
    assertEquals(1, stage.logins(1));
    assertEquals(SubDeviceState.ONLINE, stage.status(2).state());
    assertFalse(stage.session.link(id(1)).isOnline());
  }

  @Test
  @Proves({"6-7", "6-14", "6-22", "9.7-21"})
  void a_deleted_sub_device_is_not_logged_in_again() throws Exception {
    stage = SubDeviceStage.start(SHARED, data, 2);
    stage.online(1, 2);
    stage.simulator().life().delete(sub(1));
    stage.await(SubDeviceState.DELETED, 1);
    stage.reconnect(2);
    stage.await(SubDeviceState.ONLINE, 2);
    assertEquals(1, stage.logins(1));
  }

  @ParameterizedTest
  @EnumSource(NoticeTopic.class)
  @Proves({"6-14", "6-15", "6-22"})
  void what_the_platform_forces_off_stays_off(NoticeTopic where) throws Exception {
    stage = SubDeviceStage.start(SHARED, data, 3);
    stage.online(1, 2, 3);
    stage.platform().force(sub(1), Ending.DELETED, where, true);
    stage.platform().force(sub(2), Ending.FORBIDDEN, where, true);
    stage.await(SubDeviceState.DELETED, SubDeviceFault.DELETED, 1);
    stage.await(SubDeviceState.DISABLED, SubDeviceFault.DISABLED, 2);
    assertEquals(SubDeviceState.ONLINE, stage.status(3).state());
  }

  @Test
  @Proves({"6-8", "6-15", "6-22", "9.7-20", "9.7-22"})
  void a_disabled_sub_device_waits_until_it_is_enabled() throws Exception {
    stage = SubDeviceStage.start(SHARED, data, 1);
    stage.online(1);
    stage.simulator().life().disable(sub(1), true);
    stage.await(SubDeviceState.DISABLED, 1);
    Awaitility.await().atMost(LIMIT).until(() -> !stage.isThere(1));
    assertEquals(1, stage.logins(1));
    stage.simulator().life().enable(sub(1));
    stage.await(SubDeviceState.ONLINE, 1);
    assertTrue(stage.isThere(1));
  }

  @Test
  @Proves("6-12")
  void who_has_no_session_is_logged_out() throws Exception {
    stage = SubDeviceStage.start(SHARED, data, 1);
    Gateway gateway = stage.online(1);
    stage.platform().lose(sub(1));
    assertEquals(SubDeviceState.OFFLINE, done(gateway.logout(id(1))).state());
    assertEquals(1, stage.sent("/combine/logout").size());
  }

  @Test
  @Proves({"6-16", "6-21"})
  void one_whose_session_was_lost_comes_back_and_what_was_refused_is_sent_again() throws Exception {
    stage = SubDeviceStage.start(SHARED, data, 2);
    stage.online(1, 2);
    assertTrue(stage.platform().lose(sub(1)));
    CompletableFuture<Reply> refused = post(1, 5);
    assertEquals(200, done(post(2, 6)).code().value());
    assertEquals(200, done(refused).code().value());
    assertEquals(5, temperature(1));
    assertEquals(2, stage.logins(1));
    assertEquals(1, stage.logins(2));
  }

  @ParameterizedTest
  @ValueSource(ints = {460, 500})
  @Proves({"6-11", "6-26"})
  void a_log_out_that_is_refused_is_said_again(int code) throws Exception {
    stage = SubDeviceStage.start(SHARED, data, 1);
    Gateway gateway = stage.online(1);
    stage.refuse(sub(1), code, "logout_reply", 1);
    assertEquals(SubDeviceState.OFFLINE, done(gateway.logout(id(1))).state());
    assertEquals(2, stage.sent("/combine/logout").size());
    assertFalse(stage.isThere(1));
  }
}
