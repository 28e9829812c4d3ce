/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator;

import com.google.gson.JsonObject;
import org.kuralink.simulator.auth.Gatekeeper;
import org.kuralink.simulator.https.HttpsUplink;
import org.kuralink.simulator.thing.PropertyPost;

/** The description of the simulator: name, version, ports and settings. */
record PlatformFacts(SimulatorOptions options, long startedAt, Simulator simulator) {

  /** Returns the JSON for REST. */
  JsonObject toJson() {
    JsonObject json = new JsonObject();
    json.addProperty("name", "Kuralink simulator");
    json.addProperty("version", Simulator.version());
    json.addProperty("startedAt", startedAt);
    json.addProperty("instanceId", options.instanceId().orElse(""));
    json.addProperty("bind", options.bind());
    Ports real = simulator.ports();
    JsonObject ports = new JsonObject();
    ports.addProperty("tcp", real.tcp());
    ports.addProperty("tls", real.tls());
    ports.addProperty("ws", real.ws());
    ports.addProperty("wss", real.wss());
    ports.addProperty("https", real.https());
    ports.addProperty("http", real.http());
    ports.addProperty("coaps", real.coaps());
    ports.addProperty("coap", real.coap());
    json.add("ports", ports);
    json.addProperty("brokerRunning", simulator.broker().running());
    json.addProperty("caFile", simulator.caPem().toAbsolutePath().toString());
    JsonObject limits = new JsonObject();
    limits.addProperty("maxPayloadBytes", options.maxPayloadBytes());
    limits.addProperty("maxPropertiesPerPost", PropertyPost.MAX_PROPERTIES);
    limits.addProperty("keepAliveMinSeconds", Gatekeeper.KEEP_ALIVE_MIN);
    limits.addProperty("keepAliveMaxSeconds", Gatekeeper.KEEP_ALIVE_MAX);
    limits.addProperty("tokenLifetimeSeconds", options.tokenLifetime().toSeconds());
    limits.addProperty("httpsTokenLifetimeSeconds", options.httpsTokenLifetime().toSeconds());
    limits.addProperty("maxHttpsBodyBytes", HttpsUplink.MAX_BODY);
    limits.addProperty("rates", options.limits().toString());
    json.add("limits", limits);
    return json;
  }
}
