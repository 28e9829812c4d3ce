/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.shadow;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import org.kuralink.api.connection.FakeCloudSession;
import org.kuralink.api.connection.FakeDeviceLink;
import org.kuralink.api.connection.HandlerThreads;
import org.kuralink.api.shadow.DesiredStateHandler;
import org.kuralink.api.shadow.ShadowAttribute;
import org.kuralink.api.shadow.ShadowListener;
import org.kuralink.api.time.VirtualTime;

/** A shadow in virtual time, with the platform played by the test. */
final class ShadowFixture {

  static final String UPDATE = "/shadow/update/pk/dn";
  static final String GET = "/shadow/get/pk/dn";

  final VirtualTime time = new VirtualTime();
  final VersionFile versions;
  final FakeDeviceLink link = new FakeDeviceLink();
  final FakeCloudSession session = new FakeCloudSession(link);
  final DesiredStateHandlers handlers = new DesiredStateHandlers();
  final ShadowListeners listeners = new ShadowListeners();
  final ShadowThreads threads;
  final SessionShadows shadows;
  final List<Map<String, ShadowAttribute>> delivered = new CopyOnWriteArrayList<>();
  final DeviceShadow shadow;

  ShadowFixture(String... settings) {
    this(Optional.empty(), Optional.empty(), settings);
  }

  /** A shadow with the given executor of handlers. */
  ShadowFixture(HandlerThreads workers, String... settings) {
    this(Optional.of(workers), Optional.empty(), settings);
  }

  /** A shadow with a data directory. */
  ShadowFixture(Path directory) {
    this(Optional.empty(), Optional.of(directory));
  }

  private ShadowFixture(
      Optional<HandlerThreads> workers, Optional<Path> directory, String... settings) {
    versions = new VersionFile(directory, time.scheduler());
    Map<String, Object> properties = new HashMap<>(Map.of("connection", "main"));
    for (int i = 0; i < settings.length; i += 2) {
      properties.put(settings[i], settings[i + 1]);
    }
    threads =
        new ShadowThreads(
            time.scheduler(), workers.orElse(time.scheduler()::execute), time.clock());
    ShadowContext shared =
        new ShadowContext(
            "shadow", ShadowSettings.of(properties), handlers, listeners, threads, directory);
    shadows = new SessionShadows(shared, versions);
    shadow = shadows.of(Optional.empty());
    handlers.onChange(() -> time.scheduler().execute(shadows::handlersChanged));
  }

  /** A shadow that has read this state; earlier messages are dropped. */
  static ShadowFixture knowing(long version, String state, String... settings) {
    ShadowFixture fixture = new ShadowFixture(settings);
    fixture.attach();
    fixture.answerGet(version, state);
    fixture.link.clear();
    return fixture;
  }

  /** Adds a listener. */
  void listen(ShadowListener listener) {
    listeners.add(
        Optional.empty(),
        listener,
        new ShadowThreads(time.scheduler(), Runnable::run, time.clock()));
  }

  void attach() {
    time.scheduler().execute(() -> shadows.attach(session));
    time.settle();
  }

  /** Stops as the bundle does. */
  void close() {
    time.scheduler().execute(shadows::close);
    time.settle();
  }

  /** A handler that applies everything, of the named attributes or of all. */
  void obedient(String... attributes) {
    handle(
        Map.of(DesiredStateHandler.ATTRIBUTES, attributes),
        asked -> {
          Map<String, Object> taken = new HashMap<>();
          asked.forEach((name, attribute) -> taken.put(name, attribute.value()));
          return CompletableFuture.completedFuture(taken);
        });
  }

  void handle(Map<String, ?> properties, DesiredStateHandler handler) {
    handlers.put(
        asked -> {
          delivered.add(asked);
          return handler.desired(asked);
        },
        properties);
    time.settle();
  }

  /** What was sent, in order. */
  List<JsonObject> sent() {
    return link.published().stream()
        .filter(each -> each.message().topic().equals(UPDATE))
        .map(each -> new String(each.message().payload(), StandardCharsets.UTF_8))
        .map(text -> JsonParser.parseString(text).getAsJsonObject())
        .toList();
  }

  JsonObject last() {
    List<JsonObject> all = sent();
    return all.get(all.size() - 1);
  }

  void say(String message) {
    link.deliver(GET, message.getBytes(StandardCharsets.UTF_8));
    time.settle();
  }

  void answerGet(long version, String state) {
    say(
        "{\"method\":\"reply\",\"payload\":{\"status\":\"success\",\"state\":"
            + state
            + "},\"version\":"
            + version
            + ",\"timestamp\":1469564576}");
  }

  void control(long version, String state) {
    say(
        "{\"method\":\"control\",\"payload\":{\"state\":"
            + state
            + "},\"version\":"
            + version
            + ",\"timestamp\":1469564576}");
  }

  void confirm(long version) {
    say(
        "{\"method\":\"reply\",\"payload\":{\"status\":\"success\",\"version\":"
            + version
            + "},\"timestamp\":1469564576}");
  }

  void refuse(String code) {
    say(
        "{\"method\":\"reply\",\"payload\":{\"status\":\"error\",\"content\":{\"errorcode\":\""
            + code
            + "\",\"errormessage\":\"no\"}},\"timestamp\":1469564576}");
  }

  static Throwable failureOf(CompletableFuture<?> stage) {
    if (!stage.isDone()) {
      throw new AssertionError("it is still under way");
    }
    try {
      stage.join();
      throw new AssertionError("it did not fail");
    } catch (CompletionException e) {
      return e.getCause();
    }
  }
}
