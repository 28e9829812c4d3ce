/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.connection;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.kuralink.api.codec.JsonText;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.DeviceLink;
import org.kuralink.api.connection.GatewayCapability;
import org.kuralink.api.connection.Reply;
import org.kuralink.api.connection.RequestOptions;
import org.kuralink.api.connection.Topology;

/** A gateway session with a gateway capability, in virtual time. */
abstract class SubDeviceFixture {

  static final DeviceIdentity ONE = new DeviceIdentity("sub", "one");
  static final DeviceIdentity TWO = new DeviceIdentity("sub", "two");
  static final String POST = "thing.event.property.post";

  final SessionRig rig = new SessionRig();
  final Capability capability = new Capability();

  /** Keeps what it is handed. */
  static final class Capability implements GatewayCapability {

    final List<Topology> open = new ArrayList<>();
    final List<Topology> closed = new ArrayList<>();

    @Override
    public void open(Topology topology) {
      open.add(topology);
    }

    @Override
    public void close(Topology topology) {
      closed.add(topology);
    }
  }

  Topology start() {
    rig.subscribes = true;
    rig.session.service().gateway(Optional.of(capability));
    rig.configure();
    rig.accept();
    return capability.open.get(0);
  }

  static String topic(DeviceIdentity device, String path) {
    return "/sys/" + device + "/" + path;
  }

  CompletableFuture<Reply> request(DeviceLink link, RequestOptions options) {
    CompletableFuture<Reply> reply =
        link.request(POST, JsonText.of("{\"P\":1}"), options).toCompletableFuture();
    rig.time.settle();
    return reply;
  }

  static CompletionStage<Reply> note(List<String> asked, String what) {
    asked.add(what);
    return CompletableFuture.completedFuture(Reply.success());
  }

  static String ask(String id) {
    return "{\"id\":\"" + id + "\",\"params\":{}}";
  }
}
