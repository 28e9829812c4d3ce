/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.kura.endpoint;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.eclipse.kura.cloudconnection.listener.CloudConnectionListener;
import org.kuralink.api.connection.CloudSession;
import org.kuralink.api.connection.Delivery;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.FakeCloudSession;
import org.kuralink.api.connection.Registration;
import org.kuralink.api.thing.EventPost;
import org.kuralink.api.thing.EventValue;
import org.kuralink.api.thing.PostResult;
import org.kuralink.api.thing.PropertyPost;
import org.kuralink.api.thing.PropertyValue;
import org.kuralink.api.thing.RawData;
import org.kuralink.api.thing.Thing;
import org.kuralink.api.time.VirtualTime;
import org.kuralink.api.tsl.ThingModel;
import org.kuralink.api.tsl.UntypedValue;

/** An endpoint that runs all tasks on the thread of its caller. */
public final class FakeEndpoint implements KuraEndpoint {

  public static final String NAME = "org.kuralink.AlibabaCloudIot";

  public final FakeCloudSession session = new FakeCloudSession();
  public final List<Object> posts = new ArrayList<>();

  /** The sub-device of each post; empty for the gateway. */
  public final List<Optional<DeviceIdentity>> posters = new ArrayList<>();

  public final List<String> confirmed = new ArrayList<>();
  public Optional<ThingModel> model = Optional.empty();
  public Function<Object, CompletionStage<PostResult>> answer =
      post -> CompletableFuture.completedFuture(new PostResult(List.of(), List.of()));
  public boolean thingIsThere = true;

  public final List<byte[]> raw = new ArrayList<>();

  public final VirtualTime time = new VirtualTime();
  private final OpenCalls calls = new OpenCalls(time.clock());
  private final PartReports reports = new PartReports();
  private final KuraListeners<Runnable> changes = new KuraListeners<>();
  private final KuraListeners<CloudConnectionListener> listeners = new KuraListeners<>();

  /** Adds or removes the thing. */
  public void thing(boolean there) {
    thingIsThere = there;
    changes.tell(Runnable::run);
  }

  public void tell() {
    listeners.tell(CloudConnectionListener::onConnectionEstablished);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String connection() {
    return NAME + ".connection";
  }

  @Override
  public Optional<CloudSession> session() {
    return Optional.of(session);
  }

  @Override
  public Optional<Thing> thing() {
    return thingIsThere ? Optional.of(thing(Optional.empty())) : Optional.empty();
  }

  private Thing thing(Optional<DeviceIdentity> device) {
    return (Thing)
        Proxy.newProxyInstance(
            Thing.class.getClassLoader(),
            new Class<?>[] {Thing.class},
            (proxy, method, args) ->
                switch (method.getName()) {
                  case "model" -> model;
                  case "post" -> post(args[0], device);
                  case "of" -> thing(Optional.of((DeviceIdentity) args[0]));
                  default -> throw new UnsupportedOperationException(method.getName());
                });
  }

  @Override
  public Optional<RawData> raw() {
    RawData door =
        new RawData() {
          @Override
          public CompletionStage<Void> publishRaw(byte[] payload, Delivery delivery) {
            raw.add(payload);
            return answer.apply(delivery).thenApply(done -> null);
          }

          @Override
          public RawData of(DeviceIdentity device) {
            throw new UnsupportedOperationException("of");
          }
        };
    return thingIsThere ? Optional.of(door) : Optional.empty();
  }

  /** Takes untyped values unchanged, like a thing without a model. */
  private CompletionStage<PostResult> post(Object post, Optional<DeviceIdentity> device) {
    posters.add(device);
    Object plain = post;
    if (post instanceof PropertyPost properties) {
      Map<String, PropertyValue> values = new LinkedHashMap<>();
      properties
          .values()
          .forEach(
              (name, value) ->
                  values.put(
                      name, new PropertyValue(UntypedValue.plain(value.value()), value.time())));
      plain = new PropertyPost(values, properties.options());
    } else if (post instanceof EventPost event) {
      Map<String, Object> outputs = new LinkedHashMap<>();
      event
          .event()
          .outputs()
          .forEach((name, value) -> outputs.put(name, UntypedValue.plain(value)));
      plain =
          new EventPost(
              event.identifier(), new EventValue(outputs, event.event().time()), event.options());
    }
    posts.add(plain);
    return answer.apply(plain);
  }

  @Override
  public Registration onChange(Runnable listener) {
    changes.add(listener);
    return () -> changes.remove(listener);
  }

  @Override
  public OpenCalls calls() {
    return calls;
  }

  @Override
  public Registration show(Supplier<Map<String, String>> trouble) {
    return reports.add(trouble);
  }

  /** Returns the status entries of publishers and subscribers. */
  public Map<String, String> shown() {
    return reports.of(NAME);
  }

  @Override
  public void registerCloudConnectionListener(CloudConnectionListener listener) {
    listeners.add(listener);
  }

  @Override
  public void unregisterCloudConnectionListener(CloudConnectionListener listener) {
    listeners.remove(listener);
  }

  @Override
  public void confirmed(String id) {
    confirmed.add(id);
  }

  @Override
  public void run(Runnable task) {
    task.run();
  }
}
