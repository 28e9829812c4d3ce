/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.thing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.kuralink.api.codec.JsonText;
import org.kuralink.api.connection.ChosenSession;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.FakeDeviceLink;
import org.kuralink.api.connection.Reply;
import org.kuralink.api.measure.UsedHeap;
import org.kuralink.api.thing.InactiveDeviceException;
import org.kuralink.api.thing.LifeState;
import org.kuralink.api.thing.PropertyPost;
import org.kuralink.api.thing.PropertySetHandler;
import org.kuralink.api.thing.PropertySource;
import org.kuralink.api.thing.ServiceHandler;
import org.kuralink.api.thing.ServiceResult;
import org.kuralink.api.thing.Thing;
import org.kuralink.thing.ThingFixture.TestThing;
import org.kuralink.thing.device.Devices;
import org.kuralink.thing.device.LifeStates;

/** One thing component for a session with many sub-devices. */
class ManyDevicesTest {

  private static final String SET = "thing.service.property.set";
  private static final String GET = "thing.service.property.get";
  private static final DeviceIdentity METER = new DeviceIdentity("meter", "m1");
  private static final DeviceIdentity OTHER_METER = new DeviceIdentity("meter", "m2");
  private static final DeviceIdentity PUMP = new DeviceIdentity("pump", "p1");

  private final ThingFixture fixture = new ThingFixture();

  private FakeDeviceLink logIn(DeviceIdentity device) {
    FakeDeviceLink link = fixture.session.link(device);
    link.answerWithSuccess();
    fixture.session.loggedIn(device);
    return link;
  }

  private static CompletableFuture<Reply> ask(FakeDeviceLink link, String method, String params) {
    return link.deliver(method, JsonText.of(params)).toCompletableFuture();
  }

  @Test
  void postsForEachDeviceOverItsOwnLink() {
    TestThing gateway = fixture.withModel();
    FakeDeviceLink meter = logIn(METER);
    Thing thing = gateway.of(METER);
    assertEquals(METER, thing.identity());
    assertTrue(
        thing
            .post(PropertyPost.durable(Map.of("level", 7)))
            .toCompletableFuture()
            .join()
            .isSuccess());
    assertEquals("{\"level\":7}", meter.last().params().toString());
    assertEquals(List.of(), fixture.link.sent());
    assertEquals("{\"level\":7}", ask(meter, GET, "[\"level\"]").join().data().toString());
    assertEquals("{}", ask(logIn(OTHER_METER), GET, "[\"level\"]").join().data().toString());
    assertSame(
        fixture.link.identity(),
        gateway.of(fixture.link.identity()).of(METER).of(fixture.link.identity()).identity());
  }

  /** The call names the device; a handler without a device serves only the gateway. */
  @Test
  void callsThoseWhoAreThereForTheDevice() {
    fixture.withModel();
    List<String> heard = new ArrayList<>();
    fixture.around.handlers.add(new Setter("all meters", heard), Map.of("product.key", "meter"));
    fixture.around.handlers.add(
        new Setter("one meter", heard),
        Map.of("product.key", "meter", "device.name", "m2", "service.ranking", 1));
    fixture.around.handlers.add(new Setter("gateway", heard), Map.of());
    assertTrue(ask(logIn(METER), SET, "{\"a\":1}").join().isSuccess());
    assertTrue(ask(logIn(OTHER_METER), SET, "{\"a\":1}").join().isSuccess());
    assertTrue(ask(fixture.link, SET, "{\"power\":1}").join().isSuccess());
    assertEquals(400, ask(logIn(PUMP), SET, "{\"a\":1}").join().code().value());
    assertEquals(List.of("all meters meter/m1", "one meter meter/m2", "gateway pk/dn"), heard);
  }

  @Test
  void namesTheDeviceInCallsOfServicesAndOfSources() {
    fixture.withModel();
    List<DeviceIdentity> called = new ArrayList<>();
    fixture.around.services.add(
        (ServiceHandler)
            call -> {
              called.add(call.device());
              return CompletableFuture.completedFuture(ServiceResult.success());
            },
        Map.of("product.key", new String[] {"meter", "pump"}));
    fixture.around.sources.add(
        new PropertySource() {
          @Override
          public CompletionStage<Map<String, Object>> get(Set<String> identifiers) {
            throw new IllegalStateException("a device is asked");
          }

          @Override
          public CompletionStage<Map<String, Object>> get(
              DeviceIdentity device, Set<String> identifiers) {
            return CompletableFuture.completedFuture(Map.of("who", device.toString()));
          }
        },
        Map.of("product.key", "meter"));
    assertTrue(ask(logIn(METER), "thing.service.reset", "{}").join().isSuccess());
    assertTrue(ask(logIn(PUMP), "thing.service.reset", "{}").join().isSuccess());
    assertEquals(List.of(METER, PUMP), called);
    assertEquals(
        "{\"who\":\"meter/m1\"}",
        ask(fixture.session.link(METER), GET, "[\"who\"]").join().data().toString());
  }

  /** A device that waits for its handler does not delay other devices of the same handler. */
  @Test
  void oneDeviceThatWaitsHoldsUpNoOther() {
    fixture.withModel();
    List<CompletableFuture<ServiceResult>> open = new ArrayList<>();
    List<String> order = new ArrayList<>();
    fixture.around.services.add(
        (ServiceHandler)
            call -> {
              order.add(call.device().deviceName() + call.inputs());
              CompletableFuture<ServiceResult> result = new CompletableFuture<>();
              open.add(result);
              if (!call.device().equals(METER)) {
                result.complete(ServiceResult.success());
              }
              return result;
            },
        Map.of("product.key", "meter"));
    CompletableFuture<Reply> first = ask(logIn(METER), "thing.service.x", "{\"n\":1}");
    CompletableFuture<Reply> second =
        ask(fixture.session.link(METER), "thing.service.x", "{\"n\":2}");
    for (int i = 0; i < 100; i++) {
      DeviceIdentity device = new DeviceIdentity("meter", "d" + i);
      assertTrue(ask(logIn(device), "thing.service.x", "{}").join().isSuccess());
    }
    assertFalse(first.isDone());
    assertFalse(second.isDone());
    open.get(0).complete(ServiceResult.success());
    assertTrue(first.join().isSuccess());
    assertFalse(second.isDone());
    open.get(open.size() - 1).complete(ServiceResult.success());
    assertTrue(second.join().isSuccess());
    assertEquals("m1{n=1}", order.get(0));
    assertEquals("m1{n=2}", order.get(order.size() - 1));
  }

  @Test
  void asksForTheModelOnceForEachProduct() {
    fixture.around.come(fixture.models);
    fixture.appear(fixture.session, ThingFixture.CONNECTION);
    TestThing gateway = fixture.thing(Optional.empty(), "model.source", "cloud");
    fixture.settle(gateway);
    FakeDeviceLink meter = fixture.session.link(METER);
    FakeDeviceLink other = fixture.session.link(OTHER_METER);
    for (FakeDeviceLink link : List.of(meter, other)) {
      link.answerWith(request -> Reply.success(JsonText.of(ThingFixture.document())));
      fixture.session.loggedIn(link.identity());
      gateway.of(link.identity()).post(PropertyPost.durable(Map.of("power", true)));
      fixture.time.settle();
    }
    int asked =
        meter.sent("thing.dsltemplate.get").size() + other.sent("thing.dsltemplate.get").size();
    assertEquals(1, asked);
    assertEquals(8, gateway.of(OTHER_METER).model().orElseThrow().properties().size());
    assertSame(
        gateway.of(METER).model().orElseThrow(), gateway.of(OTHER_METER).model().orElseThrow());
    assertTrue(gateway.model().isEmpty());
    gateway.close();
  }

  @Test
  void eachDeviceIsDisabledAndEnabledForItself() {
    TestThing gateway = fixture.withModel();
    List<String> heard = new ArrayList<>();
    fixture.around.lifeListeners.add(
        (device, state) -> heard.add(device + " " + state), Map.of("product.key", "meter"));
    CompletableFuture<Reply> disabled = ask(logIn(METER), "thing.disable", "{}");
    logIn(OTHER_METER);
    fixture.time.settle();
    assertTrue(disabled.join().isSuccess());
    assertEquals(LifeState.DISABLED, gateway.of(METER).life());
    assertEquals(LifeState.ACTIVE, gateway.of(OTHER_METER).life());
    assertEquals(LifeState.ACTIVE, gateway.life());
    CompletableFuture<?> post =
        gateway.of(METER).post(PropertyPost.durable(Map.of("a", 1))).toCompletableFuture();
    assertTrue(post.isCompletedExceptionally());
    assertTrue(post.handle((done, e) -> e instanceof InactiveDeviceException).join());
    fixture.session.loggedOut(METER);
    fixture.session.loggedIn(METER);
    fixture.time.settle();
    assertEquals(LifeState.ACTIVE, gateway.of(METER).life(), "the platform has let it log in");
    assertEquals(List.of("meter/m1 DISABLED", "meter/m1 ACTIVE"), heard);
  }

  @Test
  void keepsNothingOfADeviceThatLeftTheTopology() {
    TestThing gateway = fixture.withModel();
    FakeDeviceLink meter = logIn(METER);
    gateway.of(METER).post(PropertyPost.durable(Map.of("level", 7))).toCompletableFuture().join();
    assertEquals("{\"level\":7}", ask(meter, GET, "[\"level\"]").join().data().toString());
    fixture.session.deleted(METER);
    fixture.time.settle();
    assertEquals("{}", ask(meter, GET, "[\"level\"]").join().data().toString());
  }

  /** After any number of removed devices there is space for the values of the present ones. */
  @Test
  void aDeviceThatWentGivesItsRoomBack() {
    Devices devices =
        new Devices(new LifeStates(Optional.empty(), "this run"), new ChosenSession());
    for (int i = 0; i < Devices.MAX_VALUES + 1; i++) {
      DeviceIdentity device = new DeviceIdentity("meter", "device" + i);
      Devices.Device kept = devices.of(device);
      kept.remember(Map.of("level", i));
      assertEquals(Optional.of(i), devices.of(device).value("level"));
      devices.forget(device);
      kept.remember(Map.of("level", 0));
      assertEquals(Optional.empty(), devices.of(device).value("level"));
      devices.forget(device);
    }
  }

  /** 1,500 devices with ten last values each use little memory and no thread. */
  @Test
  void keepsLittleOfEachDevice() {
    int count = 1_500;
    List<DeviceIdentity> identities = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      identities.add(new DeviceIdentity("meter", "device" + i));
    }
    long least = Long.MAX_VALUE;
    int threads = Thread.activeCount();
    for (int round = 0; round < 5; round++) {
      Devices devices =
          new Devices(new LifeStates(Optional.empty(), "this run"), new ChosenSession());
      long before = UsedHeap.bytes();
      for (int i = 0; i < count; i++) {
        Map<String, Object> values = new LinkedHashMap<>();
        for (int p = 0; p < 10; p++) {
          values.put(new String("property" + p), i + p / 10.0);
        }
        devices.of(identities.get(i)).remember(values);
        devices.of(identities.get(i)).life();
      }
      least = Math.min(least, UsedHeap.bytes() - before);
      assertEquals(
          Optional.of(7.3), devices.of(identities.get(7)).value("property3"), "it is all there");
    }
    assertEquals(threads, Thread.activeCount());
    long each = least / count;
    assertTrue(each <= 1_024, each + " bytes for each device");
  }

  /** Records which handler was called for which device. */
  private record Setter(String name, List<String> heard) implements PropertySetHandler {

    @Override
    public CompletionStage<Reply> set(Map<String, Object> values) {
      throw new IllegalStateException("a device is meant");
    }

    @Override
    public CompletionStage<Reply> set(DeviceIdentity device, Map<String, Object> values) {
      heard.add(name + " " + device);
      return CompletableFuture.completedFuture(Reply.success());
    }
  }
}
