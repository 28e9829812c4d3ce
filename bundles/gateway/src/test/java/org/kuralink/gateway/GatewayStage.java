/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.gateway;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.kuralink.api.codec.JsonText;
import org.kuralink.api.codec.MessageId;
import org.kuralink.api.codec.ResultCode;
import org.kuralink.api.connection.CloudSession;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.FakeCloudSession;
import org.kuralink.api.connection.FakeDeviceLink;
import org.kuralink.api.connection.Reply;
import org.kuralink.api.connection.SessionState;
import org.kuralink.api.connection.Topology;
import org.kuralink.api.gateway.SubDeviceState;
import org.kuralink.api.gateway.SubDeviceStatus;
import org.kuralink.api.time.VirtualTime;
import org.kuralink.json.Json;
import org.kuralink.json.output.JsonOutput;
import org.kuralink.login.credentials.ExternalCredentials;
import org.kuralink.store.Medium;
import org.kuralink.store.MemoryMedium;

/**
 * The sub-devices of a gateway with a session without a platform, and virtual time. The test sees
 * all messages, requests and publications alike, and answers them.
 */
final class GatewayStage implements CasePlayer.Wire {

  static final DeviceIdentity GATEWAY = new DeviceIdentity("a1Gw01", "gw-01");
  static final String SYS = "/sys/a1Gw01/gw-01/thing/";
  static final String COMBINE = "/ext/session/a1Gw01/gw-01/combine/";
  private static final Path DIRECTORY = Path.of("/data/gateway").toAbsolutePath();

  final VirtualTime time = new VirtualTime();
  final Medium medium;
  final FakeDeviceLink link = new FakeDeviceLink(GATEWAY);
  final FakeCloudSession session = new FakeCloudSession(link);
  final List<String> told = new ArrayList<>();
  final ExternalCredentials credentials = new ExternalCredentials();
  private final Map<String, Object> properties = new HashMap<>();
  private final List<Up> ups = new ArrayList<>();
  private int takenRequests;
  private int takenMessages;
  private long ids = 100;
  private long readings;
  private BiConsumer<GatewayStage, Up> platform = (stage, up) -> {};
  SubDevices devices;
  GatewayTime gatewayTime;

  GatewayStage() {
    this(new MemoryMedium());
  }

  GatewayStage(Medium medium) {
    this.medium = medium;
  }

  /** A message of the gateway. */
  record Up(
      String topic, Map<String, Object> payload, Optional<FakeDeviceLink.Sent> request, long at) {

    String id() {
      return String.valueOf(payload.get("id"));
    }

    /** Returns the devices in the message. */
    List<DeviceIdentity> devices() {
      Object params = payload.get("params");
      if (params instanceof Map<?, ?> object) {
        Object list =
            object.containsKey("deviceList")
                ? object.get("deviceList")
                : object.containsKey("proxieds") ? object.get("proxieds") : object;
        return ReplyData.identities(list);
      }
      return ReplyData.identities(params);
    }
  }

  GatewayStage with(String property, Object value) {
    properties.put(property, value);
    return this;
  }

  /** Configures devices, with device secrets or without. */
  GatewayStage devices(boolean secrets, DeviceIdentity... all) {
    List<Map<String, Object>> list = new ArrayList<>();
    Map<String, Object> deviceSecrets = new LinkedHashMap<>();
    for (DeviceIdentity each : all) {
      list.add(GatewaySession.name(each));
      deviceSecrets.put(each.toString(), "secret-of-" + each.deviceName());
    }
    with("devices", JsonOutput.string(list));
    return secrets ? with("device.secrets", JsonOutput.string(deviceSecrets)) : this;
  }

  static DeviceIdentity sub(int number) {
    return new DeviceIdentity("a1Sub01", String.format("sub-%02d", number));
  }

  static DeviceIdentity[] subs(int count) {
    DeviceIdentity[] subs = new DeviceIdentity[count];
    for (int i = 0; i < count; i++) {
      subs[i] = sub(i + 1);
    }
    return subs;
  }

  /** Sets the reaction of the platform, which is called for each message of the gateway. */
  GatewayStage platform(BiConsumer<GatewayStage, Up> behaviour) {
    platform = behaviour;
    return this;
  }

  GatewaySettings settings() {
    return GatewaySettings.of(properties);
  }

  GatewayStage start() {
    gatewayTime = new GatewayTime(time.scheduler(), this::nanoTime, time.clock(), new Random(1));
    SubDeviceFile file = new SubDeviceFile(medium, Optional.of(DIRECTORY), credentials);
    devices = new SubDevices("test", settings(), gatewayTime, file, new ConcurrentHashMap<>());
    devices.listen((from, now) -> {});
    devices.begin();
    devices.open(topology);
    leap(Duration.ofMillis(100));
    return this;
  }

  /** Advances a little with each reading, as on a real machine. */
  private long nanoTime() {
    return time.nanoTime() + ++readings;
  }

  /** Kills the process and starts it again with the same disk. */
  GatewayStage restart() {
    devices.end();
    time.settle();
    session.state(SessionState.WAITING);
    session.state(SessionState.ONLINE);
    return start();
  }

  void configure() {
    devices.configure(settings());
    leap(Duration.ofMillis(100));
  }

  /** Breaks the link and restores it after a time. */
  void cut(Duration duration) {
    session.state(SessionState.WAITING);
    leap(duration);
    session.state(SessionState.ONLINE);
    leap(Duration.ofMillis(100));
  }

  final Topology topology =
      new Topology() {
        @Override
        public CloudSession session() {
          return session;
        }

        @Override
        public void loggedIn(DeviceIdentity device) {
          told.add("in " + device);
          session.loggedIn(device);
        }

        @Override
        public void loggedOut(DeviceIdentity device) {
          told.add("out " + device);
          session.loggedOut(device);
        }

        @Override
        public void deleted(DeviceIdentity device) {
          told.add("deleted " + device);
          session.deleted(device);
        }

        @Override
        public void added(DeviceIdentity device) {
          told.add("added " + device);
        }

        @Override
        public void subscribeExplicitly(boolean explicit) {}
      };

  /** Advances the time in steps and passes messages to the platform meanwhile. */
  @Override
  public void leap(Duration duration) {
    long end = time.nanoTime() + duration.toNanos();
    long step = Duration.ofMillis(5).toNanos();
    while (time.nanoTime() < end) {
      time.leap(Duration.ofNanos(Math.min(step, end - time.nanoTime())));
      look();
    }
    time.settle();
    look();
  }

  private void look() {
    List<FakeDeviceLink.Sent> sent = link.sent();
    for (; takenRequests < sent.size(); takenRequests++) {
      FakeDeviceLink.Sent each = sent.get(takenRequests);
      Map<String, Object> payload = new LinkedHashMap<>();
      payload.put("id", Long.toString(++ids));
      payload.put("version", "1.0");
      payload.put("params", read(each.params().toString()));
      payload.put("method", each.method());
      String topic = "/sys/" + GATEWAY + "/" + each.method().replace('.', '/');
      add(new Up(topic, payload, Optional.of(each), time.nanoTime()));
    }
    List<FakeDeviceLink.Published> published = link.published();
    for (; takenMessages < published.size(); takenMessages++) {
      FakeDeviceLink.Published each = published.get(takenMessages);
      add(
          new Up(
              each.message().topic(),
              object(new String(each.message().payload(), StandardCharsets.UTF_8)),
              Optional.empty(),
              time.nanoTime()));
    }
  }

  private void add(Up up) {
    ups.add(up);
    platform.accept(this, up);
  }

  void reply(Up up, int code, Object data) {
    if (up.request().isPresent()) {
      up.request()
          .get()
          .reply()
          .complete(
              new Reply(
                  new ResultCode(code),
                  JsonText.of(JsonOutput.string(data)),
                  Optional.of("words")));
    } else {
      Map<String, Object> reply = new LinkedHashMap<>();
      reply.put("id", up.id());
      reply.put("code", code);
      reply.put("message", "words");
      reply.put("data", data);
      say(up.topic() + "_reply", JsonOutput.string(reply));
    }
  }

  @Override
  public void send(String topic, Map<?, ?> message, Optional<Up> request, Consumer<Up> answered) {
    boolean ours = topic.startsWith("/sys/") && topic.endsWith("_reply");
    if (ours && request.flatMap(Up::request).isPresent()) {
      Object data = message.containsKey("data") ? message.get("data") : Map.of();
      request
          .flatMap(Up::request)
          .get()
          .reply()
          .complete(
              new Reply(
                  new ResultCode(((Number) message.get("code")).intValue()),
                  JsonText.of(JsonOutput.string(data)),
                  Optional.ofNullable(message.get("message")).map(Object::toString)));
    } else if (topic.startsWith(SYS) && !ours) {
      ask(topic, message, answered);
    } else {
      say(topic, JsonOutput.string(message));
    }
  }

  private void ask(String topic, Map<?, ?> message, Consumer<Up> answered) {
    Object id = message.get("id");
    boolean number = !(id instanceof String);
    String method = topic.substring(topic.indexOf("/thing/") + 1).replace('/', '.');
    link.deliver(
            Optional.of(new MessageId(String.valueOf(id), number)),
            method,
            JsonText.of(JsonOutput.string(message.get("params"))))
        .thenAccept(
            reply -> {
              Map<String, Object> answer = new LinkedHashMap<>();
              answer.put("id", id);
              answer.put("code", (long) reply.code().value());
              answer.put("data", read(reply.data().toString()));
              answered.accept(new Up(topic + "_reply", answer, Optional.empty(), time.nanoTime()));
            });
  }

  /** Delivers a message of the platform; refusals of messages come through the connection. */
  @Override
  public void say(String topic, String payload) {
    if (topic.startsWith("/ext/error/")) {
      Map<String, Object> error = object(payload);
      ResultCode code = new ResultCode(((Number) error.get("code")).intValue());
      Reply why = new Reply(code, JsonText.EMPTY_OBJECT, Optional.of("words"));
      ReplyData.identities(error.get("data"))
          .forEach(device -> devices.refused(topology, device, why));
    } else {
      link.deliver(topic, payload.getBytes(StandardCharsets.UTF_8));
    }
    time.settle();
  }

  /** Delivers a request of the platform and returns the answer of the gateway. */
  Reply request(String method, String params) {
    var stage = link.deliver(Optional.of(new MessageId("1", false)), method, JsonText.of(params));
    time.settle();
    return stage.toCompletableFuture().join();
  }

  @Override
  public long now() {
    return time.nanoTime();
  }

  @Override
  public List<Up> ups() {
    return List.copyOf(ups);
  }

  /** Returns the messages on topics with a suffix. */
  List<Up> ups(String ending) {
    return ups.stream().filter(up -> up.topic().endsWith(ending)).toList();
  }

  void forget() {
    ups.clear();
  }

  SubDeviceState state(DeviceIdentity device) {
    return devices.roster().shown(device).map(SubDeviceStatus::state).orElse(null);
  }

  SubDeviceStatus status(DeviceIdentity device) {
    return devices.roster().shown(device).orElseThrow();
  }

  int count(SubDeviceState state) {
    return devices.roster().counts().getOrDefault(state, 0);
  }

  @SuppressWarnings("unchecked")
  static Map<String, Object> object(String json) {
    return (Map<String, Object>) read(json);
  }

  static Object read(String json) {
    try {
      return Json.read(json);
    } catch (org.kuralink.json.JsonException e) {
      throw new AssertionError(json, e);
    }
  }

  /** Creates a platform that accepts everything, with a delay in each direction. */
  static BiConsumer<GatewayStage, Up> willing(Duration away) {
    long wait = 2 * away.toNanos();
    return (stage, up) ->
        stage.time.scheduler().schedule(() -> stage.reply(up, 200, answer(up)), wait, NANOSECONDS);
  }

  /** Returns the usual data of a success. */
  static Object answer(Up up) {
    if (up.topic().endsWith("sub/register")) {
      List<Map<String, Object>> secrets = new ArrayList<>();
      for (DeviceIdentity device : up.devices()) {
        Map<String, Object> secret = GatewaySession.name(device);
        secret.put("deviceSecret", "issued-to-" + device.deviceName());
        secrets.add(secret);
      }
      return secrets;
    }
    return Map.of();
  }
}
