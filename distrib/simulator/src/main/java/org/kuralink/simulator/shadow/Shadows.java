/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.shadow;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Optional;
import org.kuralink.simulator.alink.Capability;
import org.kuralink.simulator.alink.Inbound;
import org.kuralink.simulator.alink.Routes;
import org.kuralink.simulator.broker.SessionTable;
import org.kuralink.simulator.fault.FaultTable;
import org.kuralink.simulator.json.BadJsonException;
import org.kuralink.simulator.json.StrictJson;
import org.kuralink.simulator.live.DeviceNews;
import org.kuralink.simulator.registry.DeviceKey;
import org.kuralink.simulator.registry.PerDevice;
import org.kuralink.simulator.registry.Registry;
import org.kuralink.simulator.registry.StateStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The shadows of all devices and the requests of devices and applications for them (spec 7.2). */
public final class Shadows implements Capability {
  private static final Logger LOG = LoggerFactory.getLogger(Shadows.class);
  private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().create();
  private static final BigDecimal LARGEST = BigDecimal.valueOf(Long.MAX_VALUE);

  private final PerDevice<Shadow> states;
  private final StateStore store;
  private final SessionTable sessions;
  private final FaultTable faults;
  private final DeviceNews news;
  private final Clock clock;

  /** For the devices of the registry. */
  public Shadows(
      Registry registry,
      StateStore store,
      SessionTable sessions,
      FaultTable faults,
      DeviceNews news,
      Clock clock) {
    this.states = PerDevice.of(registry, Shadow::new);
    this.store = store;
    this.sessions = sessions;
    this.faults = faults;
    this.news = news;
    this.clock = clock;
    store.keep("shadows", registry, states, Shadow::write, Shadow::read);
  }

  @Override
  public void register(Routes routes) {
    routes.message("/shadow/update/{pk}/{dn}", this::received);
  }

  /** The shadow of the device. */
  public Shadow of(DeviceKey key) {
    return states.of(key);
  }

  /** Changes what the device is to become; the new version. A device that is there is told. */
  public long setDesired(DeviceKey key, JsonObject attributes) throws ShadowException {
    JsonObject state = new JsonObject();
    state.add("desired", attributes);
    return change(key, state, Optional.empty());
  }

  /**
   * Changes a shadow as an application does; the new version. Without a version, or with 0, it is
   * the next one. A change of what is desired is pushed to a device that is connected.
   */
  public long change(DeviceKey key, JsonObject state, Optional<Long> version)
      throws ShadowException {
    Shadow.Change change = Shadow.Change.of(state);
    long made = states.of(key).apply(change, version.filter(v -> v != 0), seconds());
    changed(key);
    if (change.desired().isPresent()) {
      push(key);
    }
    return made;
  }

  /** Forgets the shadow. */
  public void reset(DeviceKey key) {
    states.of(key).reset();
    changed(key);
  }

  /** Sends the control message with the state as it is, changed or not, if the device is there. */
  public void push(DeviceKey key) {
    byte[] payload = control(states.of(key));
    sessions.of(key).ifPresent(session -> session.send(answerTopic(key), payload, 1));
  }

  private void received(Inbound message) {
    JsonObject answer;
    Optional<JsonElement> token = Optional.empty();
    try {
      JsonObject request = read(message.payload());
      token = Optional.ofNullable(request.get("clientToken"));
      answer = answer(message.key(), request);
    } catch (ShadowException e) {
      answer = refusal(e);
    } catch (RuntimeException e) {
      LOG.warn("{}: the shadow failed", message.key(), e);
      answer = refusal(new ShadowException(500, "Server exception."));
    }
    if (token.isPresent()) {
      answer.add("clientToken", token.get());
    }
    answer.addProperty("timestamp", seconds());
    message.reply(
        answerTopic(message.key()), GSON.toJson(answer).getBytes(StandardCharsets.UTF_8), 1);
  }

  private static JsonObject read(byte[] payload) throws ShadowException {
    try {
      if (payload.length == 0) {
        throw new ShadowException(407, "The JSON file is empty.");
      }
      JsonObject request = StrictJson.parseObject(payload);
      if (request.size() == 0) {
        throw new ShadowException(407, "The JSON file is empty.");
      }
      return request;
    } catch (BadJsonException e) {
      throw ShadowException.notJson();
    }
  }

  private JsonObject answer(DeviceKey key, JsonObject request) throws ShadowException {
    int wrongly = faults.nextReplyCode(key, answerTopic(key));
    if (wrongly != 0) {
      throw new ShadowException(wrongly, "fault: reply code " + wrongly);
    }
    JsonElement method = request.get("method");
    if (method == null) {
      throw new ShadowException(401, "The method field is not found.");
    }
    Shadow shadow = states.of(key);
    String name = method instanceof JsonPrimitive text && text.isString() ? text.getAsString() : "";
    switch (name) {
      case "get":
        return whole("reply", shadow);
      case "update":
        return update(key, shadow, request);
      case "delete":
        return delete(key, shadow, request);
      default:
        throw new ShadowException(406, "Invalid method field.");
    }
  }

  private JsonObject update(DeviceKey key, Shadow shadow, JsonObject request)
      throws ShadowException {
    JsonObject state = state(request);
    Shadow.Change change = Shadow.Change.of(state);
    if (!state.has("reported") && !state.has("desired")) {
      throw ShadowException.noReported();
    }
    if (change.reported().map(JsonObject::size).orElse(1) == 0) {
      throw ShadowException.emptyReported();
    }
    long version = shadow.apply(change, Optional.of(version(request)), seconds());
    changed(key);
    return change.desired().isPresent() ? whole("control", shadow) : success(version);
  }

  private JsonObject delete(DeviceKey key, Shadow shadow, JsonObject request)
      throws ShadowException {
    JsonObject state = state(request);
    if (!state.has("reported") && !state.has("desired")) {
      throw ShadowException.noReported();
    }
    Shadow.Change change = Shadow.Change.of(state);
    checkDeletes(change.reported());
    checkDeletes(change.desired());
    long version = shadow.apply(change, Optional.of(version(request)), seconds());
    changed(key);
    return success(version);
  }

  private static void checkDeletes(Optional<JsonObject> attributes) throws ShadowException {
    if (attributes.isEmpty()) {
      return;
    }
    if (attributes.get().size() == 0) {
      throw ShadowException.emptyReported();
    }
    for (String name : attributes.get().keySet()) {
      if (!Attributes.isNull(attributes.get().get(name))) {
        throw ShadowException.notJson();
      }
    }
  }

  private static JsonObject state(JsonObject request) throws ShadowException {
    if (request.get("state") instanceof JsonObject state) {
      return state;
    }
    throw ShadowException.noState();
  }

  private static long version(JsonObject request) throws ShadowException {
    if (request.get("version") instanceof JsonPrimitive number && number.isNumber()) {
      BigDecimal version = number.getAsBigDecimal();
      boolean whole = version.stripTrailingZeros().scale() <= 0;
      if (whole && version.signum() >= 0 && version.compareTo(LARGEST) <= 0) {
        return version.longValueExact();
      }
    }
    throw ShadowException.badVersion();
  }

  private static JsonObject success(long version) {
    JsonObject payload = new JsonObject();
    payload.addProperty("status", "success");
    payload.addProperty("version", version);
    return envelope("reply", payload);
  }

  private static JsonObject refusal(ShadowException refusal) {
    JsonObject content = new JsonObject();
    content.addProperty("errorcode", Integer.toString(refusal.code()));
    content.addProperty("errormessage", refusal.getMessage());
    JsonObject payload = new JsonObject();
    payload.addProperty("status", "error");
    payload.add("content", content);
    return envelope("reply", payload);
  }

  private static JsonObject whole(String method, Shadow shadow) {
    synchronized (shadow) {
      JsonObject payload = new JsonObject();
      payload.addProperty("status", "success");
      shadow.payload().entrySet().forEach(e -> payload.add(e.getKey(), e.getValue()));
      JsonObject json = envelope(method, payload);
      json.addProperty("version", shadow.version());
      return json;
    }
  }

  private byte[] control(Shadow shadow) {
    JsonObject json = whole("control", shadow);
    json.addProperty("timestamp", seconds());
    return GSON.toJson(json).getBytes(StandardCharsets.UTF_8);
  }

  private static JsonObject envelope(String method, JsonObject payload) {
    JsonObject json = new JsonObject();
    json.addProperty("method", method);
    json.add("payload", payload);
    return json;
  }

  private static String answerTopic(DeviceKey key) {
    return "/shadow/get/" + key;
  }

  private long seconds() {
    return clock.millis() / 1000;
  }

  private void changed(DeviceKey key) {
    store.saveSoon();
    news.tell(key, "shadow");
  }
}
