/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.thing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.kuralink.api.codec.JsonText;
import org.kuralink.api.codec.MessageId;
import org.kuralink.api.connection.CloudSession;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.FakeCloudSession;
import org.kuralink.api.connection.FakeDeviceLink;
import org.kuralink.api.connection.Reply;
import org.kuralink.api.time.VirtualTime;
import org.kuralink.api.tsl.MalformedModelException;
import org.kuralink.api.tsl.ThingModel;
import org.kuralink.thing.call.CallMemory;
import org.kuralink.thing.device.Devices;
import org.kuralink.thing.device.LifeStates;
import org.kuralink.thing.model.ModelCache;
import org.kuralink.tsl.ThingModelsComponent;

/** A thing between doubles of the other services, with a virtual clock. */
final class ThingFixture {

  static final String CONNECTION = "main";

  final VirtualTime time = new VirtualTime();
  final Whiteboards around = new Whiteboards(Runnable::run);
  final FakeDeviceLink link;
  final FakeCloudSession session;
  final ThingModelsComponent models = new ThingModelsComponent();
  Optional<Path> directory = Optional.empty();
  CallMemory memory;
  Devices devices;
  String process = "this run";

  ThingFixture() {
    this(new FakeDeviceLink());
  }

  ThingFixture(FakeDeviceLink link) {
    this.link = link;
    this.session = new FakeCloudSession(link);
  }

  /** Returns a thing with the model of the tests, online. */
  TestThing withModel(Object... settings) {
    around.come(models);
    appear(session, CONNECTION);
    link.answerWithSuccess();
    TestThing thing = thing(Optional.of(model()), settings);
    settle(thing);
    return thing;
  }

  /** Returns a thing after its start, without other services. */
  TestThing thing(Optional<ThingModel> model, Object... settings) {
    Map<String, Object> properties = new LinkedHashMap<>();
    properties.put("connection", CONNECTION);
    properties.put("model.source", "none");
    properties.put("time.interval.hours", 0);
    for (int i = 0; i < settings.length; i += 2) {
      properties.put(settings[i].toString(), settings[i + 1]);
    }
    around.sessions.choose(CONNECTION);
    Things.Lasting lasting =
        new Things.Lasting(
            "thing",
            around,
            time.scheduler(),
            new ModelCache(directory),
            memory == null
                ? memory = new CallMemory(directory, time.clock(), time::nanoTime)
                : memory,
            devices == null
                ? devices = new Devices(new LifeStates(directory, process), around.sessions)
                : devices);
    TestThing thing = new TestThing(new Things(ThingSettings.of(properties), lasting, model));
    around.onChange(() -> time.scheduler().execute(thing.things::advance));
    return thing;
  }

  /** Returns the last value of a property of the gateway itself. */
  Optional<Object> lastValue(String identifier) {
    return devices.of(link.identity()).value(identifier);
  }

  /** The services of the gateway itself, without a component. */
  static final class TestThing extends DeviceThing {

    final Things things;

    TestThing(Things things) {
      this.things = things;
    }

    @Override
    Optional<Things> things() {
      return Optional.of(things);
    }

    @Override
    public DeviceIdentity identity() {
      return things.gateway();
    }

    void close() {
      things.close();
    }
  }

  /** Adds a session with a name. */
  void appear(CloudSession some, String name) {
    around.sessions.add(some, Map.of(CloudSession.PID, name));
  }

  void settle(TestThing thing) {
    time.scheduler().execute(thing.things::advance);
    time.settle();
  }

  /** Returns the immediate answer of the thing to a request. */
  Reply deliver(String method, String params) {
    return link.deliver(method, JsonText.of(params))
        .toCompletableFuture()
        .orTimeout(10, TimeUnit.SECONDS)
        .join();
  }

  /** Returns the answer of the thing to a request with an id, now or later. */
  CompletableFuture<Reply> deliver(String id, String method, String params) {
    return link.deliver(Optional.of(new MessageId("x" + id, false)), method, JsonText.of(params))
        .toCompletableFuture();
  }

  static ThingModel model() {
    try {
      return new ThingModelsComponent().read(JsonText.of(document()));
    } catch (MalformedModelException e) {
      throw new AssertionError(e.getMessage(), e);
    }
  }

  static String document() {
    try (InputStream in = ThingFixture.class.getResourceAsStream("model.json")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
