/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.alink;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.kuralink.simulator.broker.Session;
import org.kuralink.simulator.broker.Uplink;
import org.kuralink.simulator.fault.FaultTable;
import org.kuralink.simulator.json.BadJsonException;
import org.kuralink.simulator.json.StrictJson;
import org.kuralink.simulator.live.Journal;
import org.kuralink.simulator.registry.DeviceKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passes each message of a device to the capability that handles its topic, and sends the answer.
 */
public final class Dispatcher implements Uplink {
  private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);

  private final Routes routes = new Routes();
  private final Commands commands;
  private final FaultTable faults;
  private final ReplyDesk replies;

  /** Answers by the capabilities; what answers a command goes to the commands. */
  public Dispatcher(
      List<Capability> capabilities, Commands commands, FaultTable faults, Journal journal) {
    capabilities.forEach(capability -> capability.register(routes));
    this.commands = commands;
    this.faults = faults;
    this.replies = new ReplyDesk(faults, journal);
  }

  @Override
  public void message(Session session, String topic, byte[] payload) {
    String prefix = "/sys/" + session.key() + "/";
    if (topic.startsWith(prefix)) {
      ofThing(session, topic, topic.substring(prefix.length()), payload);
    } else if (topic.startsWith("/ext/rrpc/")) {
      commands.answered(session.key(), topic, payload);
    } else if (!taken(session, topic, payload)) {
      LOG.debug("{}: nothing takes what comes on {}", session.key(), topic);
    }
  }

  private void ofThing(Session session, String topic, String path, byte[] payload) {
    if (path.endsWith("_reply") || path.startsWith("rrpc/response/")) {
      if (!taken(session, topic, payload)) {
        commands.answered(session.key(), topic, payload);
      }
      return;
    }
    Routes.@Nullable Found<RequestHandler> found = routes.request(path, session.key());
    if (found == null && taken(session, topic, payload)) {
      return;
    }
    request(session, path, found, payload);
  }

  @Override
  public void refused(Session gateway, DeviceKey device, byte[] payload) {
    JsonObject error = new JsonObject();
    error.add("id", id(payload));
    error.addProperty("code", 520);
    error.addProperty("message", "device session error");
    JsonObject data = new JsonObject();
    data.addProperty("productKey", device.productKey());
    data.addProperty("deviceName", device.deviceName());
    error.add("data", data);
    byte[] text = error.toString().getBytes(StandardCharsets.UTF_8);
    replies.send(gateway, "/ext/error/" + gateway.key(), text, 0);
  }

  private static JsonElement id(byte[] payload) {
    try {
      JsonElement id = StrictJson.parseObject(payload).get("id");
      return id instanceof JsonPrimitive usable ? usable : Answer.NO_ID;
    } catch (BadJsonException e) {
      return Answer.NO_ID;
    }
  }

  private boolean taken(Session session, String topic, byte[] payload) {
    Routes.@Nullable Found<InboundHandler> found = routes.message(topic, session.key());
    if (found == null) {
      return false;
    }
    try {
      found.handler().message(new Inbound(session, topic, found.values(), payload, replies));
    } catch (RuntimeException e) {
      LOG.warn("{}: cannot process the message on {}", session.key(), topic, e);
    }
    return true;
  }

  private void request(
      Session session, String path, Routes.@Nullable Found<RequestHandler> found, byte[] payload) {
    String method = path.replace('/', '.');
    String replyTopic = "/sys/" + session.key() + "/" + path + "_reply";
    List<String> values = found == null ? List.of() : found.values();
    Request request;
    try {
      request = Request.of(session, StrictJson.parseObject(payload), method, values);
    } catch (BadJsonException e) {
      Answer answer = Answer.badParameters(e.getMessage());
      replies.send(session, replyTopic, answer.encode(Answer.NO_ID, method), 0);
      return;
    }
    Answer answer = answer(request, found == null ? null : found.handler(), method, replyTopic);
    if (request.wantsReply()) {
      JsonPrimitive id = found == null ? request.id() : found.handler().replyId(request.id());
      replies.send(session, replyTopic, answer.encode(id, request.method()), 0);
    }
  }

  private Answer answer(
      Request request, @Nullable RequestHandler handler, String method, String replyTopic) {
    if (!request.hasId()) {
      return Answer.badParameters("id must be a text or a number");
    }
    int wrongly = faults.nextReplyCode(request.key(), replyTopic);
    if (wrongly != 0) {
      return Answer.failure(wrongly, "fault: reply code " + wrongly);
    }
    if (handler == null) {
      return Answer.failure(400, "request error: " + method + " is not offered by the simulator");
    }
    try {
      return handler.answer(request);
    } catch (RuntimeException e) {
      LOG.warn("{}: {} failed", request.key(), method, e);
      return Answer.failure(400, "request error");
    }
  }
}
