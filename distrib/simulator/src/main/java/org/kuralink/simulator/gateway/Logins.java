/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.gateway;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.kuralink.simulator.alink.Capability;
import org.kuralink.simulator.alink.Inbound;
import org.kuralink.simulator.alink.Routes;
import org.kuralink.simulator.auth.SignMethod;
import org.kuralink.simulator.broker.Session;
import org.kuralink.simulator.broker.SessionTable;
import org.kuralink.simulator.broker.SubDeviceSessions;
import org.kuralink.simulator.json.BadJsonException;
import org.kuralink.simulator.json.StrictJson;
import org.kuralink.simulator.registry.Device;
import org.kuralink.simulator.registry.DeviceKey;

/**
 * Log-ins and log-outs of sub-devices, single or in batches that succeed or fail as a whole (spec
 * 9.4). Answers every message on the session topics.
 */
final class Logins implements Capability {
  private static final JsonPrimitive NO_ID = new JsonPrimitive("");

  private final TopologyRules rules;
  private final SessionTable sessions;
  private final SubDeviceSessions subDevices;
  private final LoginLimits rates;

  /** The result of a message; the code of a batch is sent as a text. */
  private record Outcome(int code, String message, JsonElement data) {}

  /** A valid message to be executed. */
  private interface Order {
    JsonElement carryOut(Session gateway, JsonElement params, String replyTopic)
        throws RefusedException;
  }

  Logins(
      TopologyRules rules, SessionTable sessions, SubDeviceSessions subDevices, LoginLimits rates) {
    this.rules = rules;
    this.sessions = sessions;
    this.subDevices = subDevices;
    this.rates = rates;
  }

  @Override
  public void register(Routes routes) {
    String combine = "/ext/session/{pk}/{dn}/combine/";
    routes.message(combine + "login", message -> answer(message, false, this::login));
    routes.message(combine + "logout", message -> answer(message, false, this::logout));
    routes.message(combine + "batch_login", message -> answer(message, true, this::batchLogin));
    routes.message(combine + "batch_logout", message -> answer(message, true, this::batchLogout));
    routes.message("/ext/session/{pk}/{dn}/#", message -> answer(message, false, Logins::unknown));
  }

  private void answer(Inbound message, boolean batch, Order order) {
    if (message.topic().endsWith("_reply")) {
      return;
    }
    if (message.session().gateway().isEmpty()) {
      sessions.gateway(message.key());
    }
    String replyTopic = message.topic() + "_reply";
    JsonPrimitive id = NO_ID;
    Outcome outcome;
    try {
      JsonObject envelope = StrictJson.parseObject(message.payload());
      if (!(envelope.get("id") instanceof JsonPrimitive given) || given.isBoolean()) {
        throw RefusedException.badParameters("id must be a text or a number");
      }
      id = given;
      if (message.session().gateway().isPresent()) {
        throw RefusedException.badParameters("a sub-device has no sub-devices");
      }
      int wrongly = rules.faults().nextReplyCode(message.key(), replyTopic);
      if (wrongly != 0) {
        throw new RefusedException(wrongly, "fault: reply code " + wrongly, List.of());
      }
      JsonElement params = envelope.get("params");
      JsonElement data =
          order.carryOut(
              message.session(), params == null ? JsonNull.INSTANCE : params, replyTopic);
      outcome = new Outcome(200, "success", data);
    } catch (BadJsonException e) {
      outcome = new Outcome(460, "request parameter error: " + e.getMessage(), new JsonObject());
    } catch (RefusedException e) {
      JsonElement data =
          batch ? RefusedException.names(e.guilty()) : RefusedException.nameOf(e.guilty());
      outcome = new Outcome(e.code(), e.words(), data);
    }
    message.reply(replyTopic, encode(id, outcome, batch), 0);
  }

  private static byte[] encode(JsonPrimitive id, Outcome outcome, boolean batch) {
    JsonObject reply = new JsonObject();
    reply.add("id", id);
    if (batch) {
      reply.addProperty("code", String.valueOf(outcome.code));
    } else {
      reply.addProperty("code", outcome.code);
    }
    reply.addProperty("message", outcome.message);
    reply.add("data", outcome.data);
    return reply.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static JsonElement unknown(Session gateway, JsonElement params, String replyTopic)
      throws RefusedException {
    throw new RefusedException(
        400, "request error: " + replyTopic + " is not offered by the simulator", List.of());
  }

  private JsonElement login(Session gateway, JsonElement params, String replyTopic)
      throws RefusedException {
    SubDeviceEntry entry = SubDeviceEntry.of(params);
    loginAll(gateway, List.of(entry), Optional.empty(), replyTopic);
    return RefusedException.name(entry.key());
  }

  private JsonElement batchLogin(Session gateway, JsonElement params, String replyTopic)
      throws RefusedException {
    if (!(params instanceof JsonObject json)) {
      throw RefusedException.badParameters("params must be an object");
    }
    List<SubDeviceEntry> entries =
        SubDeviceEntry.list(json.get("deviceList"), "deviceList", rules.limits().inOneBatch());
    loginAll(gateway, entries, SubDeviceEntry.method(json), replyTopic);
    return names(entries);
  }

  private void loginAll(
      Session gateway, List<SubDeviceEntry> entries, Optional<SignMethod> method, String replyTopic)
      throws RefusedException {
    List<DeviceKey> keys = entries.stream().map(SubDeviceEntry::key).toList();
    for (SubDeviceEntry entry : entries) {
      checkForm(entry);
      entry.method(method);
    }
    rates.take(keys);
    List<RefusedException> refusals = new ArrayList<>();
    for (SubDeviceEntry entry : entries) {
      try {
        check(gateway, entry, entry.method(method), replyTopic);
      } catch (RefusedException e) {
        refusals.add(e);
      }
    }
    if (!refusals.isEmpty()) {
      RefusedException first = refusals.get(0);
      throw new RefusedException(
          first.code(),
          first.words(),
          refusals.stream()
              .filter(other -> other.code() == first.code())
              .flatMap(other -> other.guilty().stream())
              .toList());
    }
    checkRoom(gateway, keys);
    for (SubDeviceEntry entry : entries) {
      Device device = rules.registry().device(entry.key()).orElseThrow();
      boolean clean = !entry.text("cleanSession").orElse("true").equals("false");
      subDevices.open(gateway, device, entry.text("clientId").orElse(""), clean);
    }
  }

  private static void checkForm(SubDeviceEntry entry) throws RefusedException {
    for (String member : new String[] {"clientId", "sign"}) {
      if (entry.text(member).isEmpty()) {
        throw RefusedException.badParameters(member + " is missing");
      }
    }
    String clean = entry.text("cleanSession").orElse("true");
    if (!clean.equals("true") && !clean.equals("false")) {
      throw RefusedException.badParameters("cleanSession: true or false is needed");
    }
  }

  private void check(Session gateway, SubDeviceEntry entry, SignMethod method, String replyTopic)
      throws RefusedException {
    DeviceKey key = entry.key();
    rules.checkOrders(key, replyTopic);
    if (rules.registry().device(key).isEmpty() && rules.relations().wasDeleted(key)) {
      throw RefusedException.of(key, 521, "device deleted");
    }
    Device device = rules.device(key);
    if (!device.enabled()) {
      throw RefusedException.of(key, 522, "device forbidden");
    }
    if (!rules.relations().gatewayOf(key).equals(Optional.of(gateway.key()))) {
      throw RefusedException.of(key, 6401, "topo relation not exist");
    }
    if (!entry.signed(device.secret(), method)) {
      throw RefusedException.of(key, 6287, "invalid sign");
    }
  }

  private void checkRoom(Session gateway, List<DeviceKey> keys) throws RefusedException {
    long more = keys.stream().filter(key -> gateway.subDevice(key).isEmpty()).count();
    if (gateway.subDeviceCount() + more > rules.limits().onlineBehindGateway()) {
      throw new RefusedException(428, "too many subdevices under gateway", List.of());
    }
    long fresh = keys.stream().filter(key -> sessions.of(key).isEmpty()).count();
    if (sessions.count() + fresh > rules.limits().onlineTogether()) {
      throw new RefusedException(
          428,
          "too many subdevices: " + rules.limits().onlineTogether() + " devices online",
          List.of());
    }
  }

  private JsonElement logout(Session gateway, JsonElement params, String replyTopic)
      throws RefusedException {
    SubDeviceEntry entry = SubDeviceEntry.of(params);
    logoutAll(gateway, List.of(entry), replyTopic);
    return RefusedException.name(entry.key());
  }

  private JsonElement batchLogout(Session gateway, JsonElement params, String replyTopic)
      throws RefusedException {
    List<SubDeviceEntry> entries =
        SubDeviceEntry.list(params, "params", rules.limits().inOneBatch());
    logoutAll(gateway, entries, replyTopic);
    return names(entries);
  }

  private void logoutAll(Session gateway, List<SubDeviceEntry> entries, String replyTopic)
      throws RefusedException {
    List<DeviceKey> absent = new ArrayList<>();
    for (SubDeviceEntry entry : entries) {
      rules.checkOrders(entry.key(), replyTopic);
      if (gateway.subDevice(entry.key()).isEmpty()) {
        absent.add(entry.key());
      }
    }
    if (!absent.isEmpty()) {
      throw new RefusedException(520, "device no session", absent);
    }
    entries.forEach(
        entry -> gateway.subDevice(entry.key()).ifPresent(session -> session.close("logged out")));
  }

  private static JsonArray names(List<SubDeviceEntry> entries) {
    return RefusedException.names(entries.stream().map(SubDeviceEntry::key).toList());
  }
}
