/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.rest;

import com.google.gson.JsonObject;
import io.netty.channel.EventLoopGroup;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.kuralink.simulator.alink.Commands;
import org.kuralink.simulator.auth.DynamicRegistration;
import org.kuralink.simulator.auth.TokenService;
import org.kuralink.simulator.broker.MqttBroker;
import org.kuralink.simulator.broker.SessionTable;
import org.kuralink.simulator.capability.Capabilities;
import org.kuralink.simulator.capability.Deliveries;
import org.kuralink.simulator.fault.FaultTable;
import org.kuralink.simulator.files.FileServer;
import org.kuralink.simulator.gateway.Gateways;
import org.kuralink.simulator.https.HttpsUplink;
import org.kuralink.simulator.life.Life;
import org.kuralink.simulator.live.Journal;
import org.kuralink.simulator.registry.Registry;

/** The two HTTP ports and their content. */
public final class WebServer {
  private final HttpListener http;
  private final HttpListener https;

  private WebServer(HttpListener http, HttpListener https) {
    this.http = http;
    this.https = https;
  }

  /** The addresses and certificates of the ports. */
  public record Place(
      EventLoopGroup acceptors,
      EventLoopGroup workers,
      String bind,
      List<String> names,
      int httpPort,
      int httpsPort,
      SslContext tls) {}

  /** The components of the platform that the ports use. */
  public record Parts(
      Registry registry,
      TokenService tokens,
      DynamicRegistration registration,
      SessionTable sessions,
      FaultTable faults,
      Journal journal,
      Commands commands,
      Life life,
      Capabilities capabilities,
      Deliveries deliveries,
      MqttBroker broker,
      HttpsUplink uplink) {}

  /** The description of the simulator. */
  public record About(
      Supplier<JsonObject> platform, Path authorityFile, String mqttHost, IntSupplier mqttPort) {}

  /** Opens both ports; connections wait until {@link #accept}. */
  public static WebServer reserve(Place place, Parts parts, About about) throws IOException {
    Router devices = new Router();
    new AuthResource(
            parts.registry,
            parts.tokens,
            parts.registration,
            parts.faults,
            about.mqttHost,
            about.mqttPort)
        .register(devices);
    Router persons = persons(parts, about);
    Guard guard = new Guard(place.bind, place.names);
    EventStream events = new EventStream(parts.journal, about.platform);
    StaticFiles page = new StaticFiles();
    FileServer files = parts.deliveries.files();
    Site open = new Site(devices, Optional.of(persons), guard, events, page, files, parts.uplink);
    Site secure = new Site(devices, Optional.empty(), guard, events, page, files, parts.uplink);
    return new WebServer(
        HttpListener.reserve(
            place.acceptors, place.workers, place.bind, place.httpPort, Optional.empty(), open),
        HttpListener.reserve(
            place.acceptors,
            place.workers,
            place.bind,
            place.httpsPort,
            Optional.of(place.tls),
            secure));
  }

  private static Router persons(Parts parts, About about) throws IOException {
    Router router = new Router();
    new ProductResource(parts.registry, parts.sessions).register(router);
    Gateways gateways = parts.capabilities.gateways();
    DeviceResource devices =
        new DeviceResource(
            parts.registry, parts.sessions, parts.faults, parts.life, gateways.relations());
    devices.register(router);
    new GatewayResource(parts.registry, gateways, devices).register(router);
    new CommandResource(parts.registry, parts.sessions, parts.commands).register(router);
    new ServiceResource(parts.registry, parts.sessions, parts.commands).register(router);
    FileServer files = parts.deliveries.files();
    new ModelConfigResource(parts.registry, parts.commands, files).register(router);
    new RawResource(parts.registry, parts.commands, parts.capabilities.raw()).register(router);
    new DesiredResource(parts.registry, parts.capabilities.desired()).register(router);
    new ShadowResource(parts.registry, parts.capabilities.shadows()).register(router);
    new RecordResource(parts.registry, parts.capabilities).register(router);
    new FaultResource(parts.registry, parts.faults, parts.broker, parts.journal).register(router);
    new LiveResource(parts.journal).register(router);
    new FileResource(parts.deliveries).register(router);
    new ConfigurationResource(parts.deliveries.configurations()).register(router);
    new FirmwareResource(parts.deliveries).register(router);
    router.add("GET", "/api/v1/platform", call -> Response.json(200, about.platform.get()).now());
    String authority = Files.readString(about.authorityFile);
    router.add(
        "GET",
        "/api/v1/ca.pem",
        call -> Response.text(200, "application/x-pem-file", authority).now());
    return router;
  }

  /** From now on answers, also those who wait: all that is asked for is there. */
  public void accept() {
    http.accept();
    https.accept();
  }

  /** The real HTTP port. */
  public int httpPort() {
    return http.port();
  }

  /** The real HTTPS port. */
  public int httpsPort() {
    return https.port();
  }
}
