/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.thing;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.kuralink.simulator.broker.Session;
import org.kuralink.simulator.broker.SessionTable;
import org.kuralink.simulator.json.BadJsonException;
import org.kuralink.simulator.json.StrictJson;
import org.kuralink.simulator.registry.DeviceKey;

/** Asks devices and waits for their answers; deadlines run on the device's connection. */
public final class Commands {
  private static final int MAX_WAITING = 10_000;

  private final Map<String, Waiting> waiting = new ConcurrentHashMap<>();
  private final AtomicLong lastId = new AtomicLong(1_000_000);
  private final SessionTable sessions;

  private record Waiting(
      String id,
      String topic,
      JsonObject request,
      long startedAt,
      CompletableFuture<CommandResult> result) {

    void complete(String status, Optional<JsonObject> reply) {
      long elapsed = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startedAt);
      result.complete(new CommandResult(id, topic, request, status, reply, elapsed));
    }
  }

  /** Asks over these sessions. */
  public Commands(SessionTable sessions) {
    this.sessions = sessions;
  }

  /** Sets properties. */
  public CompletableFuture<CommandResult> setProperties(
      DeviceKey key, JsonObject params, Duration timeout) {
    return call(key, "thing/service/property/set", params, timeout);
  }

  /** Asks for properties by name. */
  public CompletableFuture<CommandResult> getProperties(
      DeviceKey key, JsonArray names, Duration timeout) {
    return call(key, "thing/service/property/get", names, timeout);
  }

  /** Sends a request on {@code /sys/{pk}/{dn}/<path>}; the answer comes on {@code <path>_reply}. */
  public CompletableFuture<CommandResult> call(
      DeviceKey key, String path, JsonElement params, Duration timeout) {
    String id = Long.toString(lastId.incrementAndGet());
    String topic = "/sys/" + key + "/" + path;
    String awaited = topic + "_reply#" + id;
    return send(key, awaited, topic, envelope(id, path.replace('/', '.'), params), 1, timeout);
  }

  /** Sends a synchronous request on {@code /sys/{pk}/{dn}/rrpc/request/{messageId}}. */
  public CompletableFuture<CommandResult> rrpc(
      DeviceKey key, String method, JsonElement params, Duration timeout) {
    String id = Long.toString(lastId.incrementAndGet());
    String base = "/sys/" + key + "/rrpc/";
    String awaited = base + "response/" + id;
    return send(key, awaited, base + "request/" + id, envelope(id, method, params), 0, timeout);
  }

  private static JsonObject envelope(String id, String method, JsonElement params) {
    JsonObject envelope = new JsonObject();
    envelope.addProperty("method", method);
    envelope.addProperty("id", id);
    envelope.add("params", params);
    envelope.addProperty("version", "1.0.0");
    return envelope;
  }

  private CompletableFuture<CommandResult> send(
      DeviceKey key, String awaited, String topic, JsonObject envelope, int qos, Duration timeout) {
    String id = envelope.get("id").getAsString();
    CompletableFuture<CommandResult> result = new CompletableFuture<>();
    Waiting entry = new Waiting(id, topic, envelope, System.nanoTime(), result);
    Optional<Session> session = sessions.of(key);
    if (session.isEmpty() || waiting.size() >= MAX_WAITING) {
      entry.complete(CommandResult.NOT_CONNECTED, Optional.empty());
      return result;
    }
    waiting.put(awaited, entry);
    session
        .get()
        .scheduler()
        .schedule(
            () -> {
              if (waiting.remove(awaited, entry)) {
                entry.complete(CommandResult.TIMEOUT, Optional.empty());
              }
            },
            timeout.toMillis(),
            TimeUnit.MILLISECONDS);
    session.get().send(topic, envelope.toString().getBytes(StandardCharsets.UTF_8), qos);
    return result;
  }

  /** Takes what may be an answer of a device; whether it was awaited. */
  boolean answered(String topic, byte[] payload) {
    JsonObject reply;
    try {
      reply = StrictJson.parseObject(payload);
    } catch (BadJsonException e) {
      return false;
    }
    JsonElement id = reply.get("id");
    boolean named = id != null && id.isJsonPrimitive();
    Waiting entry = waiting.remove(topic);
    if (entry == null && named) {
      entry = waiting.remove(topic + "#" + id.getAsString());
    }
    if (entry == null) {
      return false;
    }
    entry.complete(CommandResult.REPLIED, Optional.of(reply));
    return true;
  }
}
