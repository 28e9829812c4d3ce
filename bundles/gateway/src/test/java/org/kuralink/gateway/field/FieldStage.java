/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.gateway.field;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.kuralink.api.channel.FieldChannel;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.Secret;
import org.kuralink.api.gateway.FakeGateway;
import org.kuralink.api.thing.FakeThing;
import org.kuralink.api.thing.PostResult;
import org.kuralink.api.time.VirtualTime;
import org.kuralink.api.tsl.ThingModels;
import org.kuralink.store.Medium;
import org.kuralink.tsl.ThingModelsComponent;

/** The field channels of a session between doubles of gateway, thing and channels. */
final class FieldStage implements AutoCloseable {

  static final Path DIRECTORY = Path.of("/data/gateway/channels").toAbsolutePath();

  final VirtualTime time = new VirtualTime();
  final TestChannel channel = new TestChannel();
  final ChannelRegistry board = new ChannelRegistry();
  final FakeGateway gateway = new FakeGateway();
  final FakeThing thing =
      new FakeThing(CompletableFuture.completedFuture(new PostResult(List.of(), List.of())));
  final List<Map<String, Set<String>>> served = new ArrayList<>();
  final ChannelCalls calls = new ChannelCalls("test-calls");
  final FieldTraffic traffic = new FieldTraffic(() -> Optional.of(thing), Runnable::run);
  final DeviceOffers offers = new DeviceOffers();
  final FieldHistory history;
  final FieldHost host;
  Optional<ThingModels> models = Optional.of(new ThingModelsComponent());
  Optional<Secret> secret = Optional.of(FieldCases.SECRET);

  FieldStage(Medium medium) {
    history = new FieldHistory(medium, Optional.of(DIRECTORY));
    RunningServers running =
        new RunningServers(
            board,
            calls,
            traffic::reports,
            devices -> {
              offers.set(devices);
              served.add(RunningServers.byProduct(devices));
            });
    traffic.through(running);
    offers.to(Optional.of(gateway));
    host =
        new FieldHost(
            new FieldHost.Context(
                "test",
                time.scheduler(),
                time.clock(),
                () -> models,
                () -> secret,
                () -> Optional.of(FieldCases.GATEWAY)),
            history,
            board,
            calls,
            running,
            offers::onceMore);
  }

  /** Sets the protocols of the channel. */
  FieldStage speaking(String... protocols) {
    board.put(channel, Map.of(FieldChannel.PROTOCOL, protocols));
    return this;
  }

  FieldStage speakingAll() {
    return speaking(FieldCases.ALL.toArray(String[]::new));
  }

  List<String> offered() {
    return gateway.offered().stream().map(one -> one.identity().toString()).toList();
  }

  /** Returns the small configuration with replacements. */
  static byte[] small(String... replaced) {
    String text = FieldCases.text("fb-02-modbus-tcp-small/body.json");
    for (int i = 0; i < replaced.length; i += 2) {
      text = text.replace(replaced[i], replaced[i + 1]);
    }
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static DeviceIdentity device(String name) {
    return new DeviceIdentity("a1Example01", name);
  }

  /** Runs due tasks until a condition holds that other threads bring about. */
  void await(java.util.function.BooleanSupplier fact) {
    Awaitility.await()
        .until(
            () -> {
              time.settle();
              return fact.getAsBoolean();
            });
  }

  @Override
  public void close() {
    calls.close();
  }
}
