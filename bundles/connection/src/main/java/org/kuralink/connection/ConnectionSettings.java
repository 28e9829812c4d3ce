/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.connection;

import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.kuralink.api.configuration.ConfigurationValues;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.SessionProxy;
import org.kuralink.api.line.LineLimits;
import org.kuralink.api.line.LineServer;
import org.kuralink.login.Endpoint;
import org.kuralink.login.Transport;
import org.kuralink.login.provider.Authentication;
import org.kuralink.login.provider.LoginSettings;
import org.kuralink.login.provider.RegistrationWay;
import org.kuralink.login.sign.SignMethod;
import org.kuralink.queue.DropPolicy;
import org.kuralink.queue.QueueLimits;

/**
 * The configuration, checked. Two of them are equal if they mean the same.
 *
 * @param login who logs in, where and how
 * @param server where the line leads
 * @param options what was chosen for its transport alone
 * @param fallback what takes durable messages while MQTT is away, if something does
 * @param trust whom TLS trusts
 * @param proxy what lines go through
 * @param keepAlive 30..1200 s
 * @param cleanSession whether the platform forgets the former session at log-in
 * @param connectOnStartup whether it connects by itself, without being asked
 * @param displayName what a person calls it; may be empty
 * @param recovery what happens when the network fails for long
 * @param requestTimeout how long a reply may take
 * @param reconnectMin the first window of the pause
 * @param reconnectMax its widest window
 * @param uplinkRate how many messages may leave in a second; 0 for no limit
 * @param packWithin how long posts of a gateway and its sub-devices wait to leave together; zero
 *     for never
 * @param queueLimits of the durable queue
 * @param queueDirectory where it lies; empty for the component's own data directory
 */
public record ConnectionSettings(
    LoginSettings login,
    LineServer server,
    Map<String, String> options,
    Optional<FallbackSettings> fallback,
    SessionTrust.Choice trust,
    Optional<SessionProxy> proxy,
    Duration keepAlive,
    boolean cleanSession,
    boolean connectOnStartup,
    String displayName,
    RecoverySettings recovery,
    Duration requestTimeout,
    Duration reconnectMin,
    Duration reconnectMax,
    int uplinkRate,
    Duration packWithin,
    QueueLimits queueLimits,
    Optional<Path> queueDirectory) {

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(20);
  private static final Duration OPERATION_TIMEOUT = Duration.ofSeconds(30);
  private static final Duration HTTP_TIMEOUT = Duration.ofSeconds(10);

  /** Enough for the durable window and all transient requests that may wait. */
  private static final int MAX_IN_FLIGHT = 30_000;

  private static final long MEGABYTE = 1024 * 1024;

  /**
   * Reads a configuration.
   *
   * @param decrypt makes a stored password readable
   */
  public static ConnectionSettings read(
      Map<String, Object> properties, UnaryOperator<String> decrypt)
      throws InvalidConfigurationException {
    ConfigurationValues reader = ConfigurationValues.of(properties, decrypt);
    long reconnectMin = reader.number("reconnect.min.seconds", 1, 600, 10);
    long reconnectMax = reader.number("reconnect.max.seconds", 1, 3600, 60);
    if (reconnectMax < reconnectMin) {
      reader.problem(
          "reconnect.max.seconds",
          "is " + reconnectMax + ", less than reconnect.min.seconds, " + reconnectMin);
    }
    LoginSettings login = readLogin(reader);
    LineServer server = server(login, ConfigurationValues.of(properties));
    ConnectionSettings settings =
        new ConnectionSettings(
            login,
            server,
            readOptions(reader, server),
            FallbackSettings.read(reader, login, server, Way.isMqtt(server)),
            readTrust(reader),
            ProxySettings.read(reader),
            Duration.ofSeconds(reader.number("keep.alive.seconds", 30, 1200, 120)),
            reader.flag("clean.session", false),
            reader.flag("connect.on.startup", true),
            reader.text("display.name"),
            RecoverySettings.read(reader),
            Duration.ofSeconds(reader.number("request.timeout.seconds", 1, 600, 10)),
            Duration.ofSeconds(reconnectMin),
            Duration.ofSeconds(reconnectMax),
            (int) reader.number("uplink.rate", 0, 1000, 20),
            Duration.ofMillis(reader.number("pack.post.milliseconds", 0, 5000, 0)),
            readLimits(reader),
            readDirectory(reader));
    if (!reader.problems().isEmpty()) {
      throw new InvalidConfigurationException(reader.problems(), reader.isUnfilled());
    }
    return settings;
  }

  /** Whose configuration it is, as far as it says. */
  public static DeviceIdentity identityIn(Map<String, Object> properties) {
    ConfigurationValues reader = ConfigurationValues.of(properties);
    return new DeviceIdentity(reader.text("product.key"), reader.text("device.name"));
  }

  /**
   * How a line behaves.
   *
   * @param subDevices whether the platform is asked to subscribe what sub-devices need
   */
  LineLimits limits(boolean subDevices) {
    return new LineLimits(
        keepAlive, cleanSession, subDevices, CONNECT_TIMEOUT, OPERATION_TIMEOUT, MAX_IN_FLIGHT);
  }

  /** Whether a link opened with the one would be the same as a link opened with the other. */
  boolean sameLink(ConnectionSettings other) {
    return linkPart().equals(other.linkPart());
  }

  /** Without what is only asked before the next log-in, or does not touch the link at all. */
  private ConnectionSettings linkPart() {
    LoginSettings l = login;
    boolean product = l.authentication() == Authentication.PRODUCT_CERTIFICATE;
    LoginSettings relevant =
        new LoginSettings(
            l.identity(),
            product ? Optional.empty() : l.deviceSecret(),
            product ? l.productSecret() : Optional.empty(),
            l.authentication(),
            l.signMethod(),
            l.clientId(),
            l.timestamp(),
            l.endpoint(),
            l.authentication() == Authentication.HTTPS_TOKEN
                ? l.authUrl()
                : URI.create("https:///unused"),
            Duration.ZERO,
            RegistrationWay.HTTPS,
            "");
    return new ConnectionSettings(
        relevant,
        Way.isMqtt(server) ? new LineServer("", "", 0, "", "") : server,
        options,
        Optional.empty(),
        trust,
        proxy,
        keepAlive,
        cleanSession,
        true,
        "",
        RecoverySettings.OFF,
        Duration.ZERO,
        Duration.ZERO,
        Duration.ZERO,
        0,
        Duration.ZERO,
        new QueueLimits(1, 1, Duration.ZERO, Duration.ZERO, DropPolicy.OLDEST),
        Optional.empty());
  }

  /**
   * Where MQTT goes is known before; another line finds what is not said by itself.
   *
   * @param reader whose problems were told before
   */
  private static LineServer server(LoginSettings login, ConfigurationValues reader) {
    Endpoint endpoint = login.endpoint();
    Way way = way(reader);
    return new LineServer(
        way.toString(),
        way.mqtt().isPresent() ? endpoint.host() : reader.text("host"),
        way.mqtt().isPresent() ? endpoint.port() : (int) reader.number("port", 0, 65_535, 0),
        reader.text("region", "cn-shanghai"),
        login.instanceId());
  }

  /** Each is checked, and belongs to its own transport alone. */
  private static Map<String, String> readOptions(ConfigurationValues reader, LineServer server) {
    Payload payload = reader.option("coap.payload", Payload.class, Payload.JSON);
    AckMode ackMode = reader.option("coap.ack.mode", AckMode.class, AckMode.PIGGYBACKED);
    return server.transport().startsWith("coap")
        ? Map.of(
            "coap.payload", payload.name().toLowerCase(Locale.ROOT),
            "coap.ack.mode", ackMode.name().toLowerCase(Locale.ROOT))
        : Map.of();
  }

  private static Way way(ConfigurationValues reader) {
    return reader.option("transport", Way.class, Way.TLS);
  }

  private static LoginSettings readLogin(ConfigurationValues reader) {
    String productKey = reader.name("product.key", 20);
    String region = readRegion(reader);
    String instance = readInstance(reader);
    Authentication authentication =
        reader.option("authentication", Authentication.class, Authentication.DEVICE_CERTIFICATE);
    LoginSettings login =
        new LoginSettings(
            new DeviceIdentity(productKey, reader.name("device.name", 32)),
            reader.secret("device.secret"),
            reader.secret("product.secret"),
            authentication,
            reader.option("sign.method", SignMethod.class, SignMethod.HMACSHA256),
            readClientId(reader),
            reader.flag("sign.timestamp", true),
            readEndpoint(reader, productKey, region, instance),
            readAuthUrl(reader, region, instance),
            HTTP_TIMEOUT,
            reader.option("registration", RegistrationWay.class, RegistrationWay.HTTPS),
            instance);
    if (authentication == Authentication.PRODUCT_CERTIFICATE) {
      if (login.productSecret().isEmpty()) {
        reader.missing("product.secret", "; product-certificate needs it");
      }
    } else if (login.deviceSecret().isEmpty()) {
      reader.missing("device.secret", "");
    }
    return login;
  }

  private static String readClientId(ConfigurationValues reader) {
    String clientId = reader.text("client.id");
    if (clientId.length() > 64) {
      reader.problem("client.id", "has " + clientId.length() + " characters; at most 64");
    } else if (clientId.indexOf('|') >= 0) {
      reader.problem("client.id", "must not contain a vertical bar");
    }
    return clientId;
  }

  private static String readRegion(ConfigurationValues reader) {
    String region = reader.text("region", "cn-shanghai");
    if (!Endpoint.isLabel(region)) {
      reader.problem("region", "is not a region id such as cn-shanghai");
      return "cn-shanghai";
    }
    return region;
  }

  private static String readInstance(ConfigurationValues reader) {
    String instance = reader.text("instance.id");
    if (!instance.isEmpty() && !Endpoint.isLabel(instance)) {
      reader.problem("instance.id", "is not an instance id such as iot-06z00abcd");
      return "";
    }
    return instance;
  }

  private static Endpoint readEndpoint(
      ConfigurationValues reader, String productKey, String region, String instance) {
    Transport transport = way(reader).mqtt().orElse(Transport.TLS);
    Endpoint regional = Endpoint.of(productKey, region, instance, transport);
    String host = reader.text("host", regional.host());
    long port = reader.number("port", 0, 65_535, 0);
    boolean given = !reader.text("host").isEmpty();
    if (given && host.matches("([^:]*|\\[.*\\]):[0-9]+")) {
      reader.problem("host", "has a port; put that into port");
    } else if (given && !Endpoint.isHost(host)) {
      reader.problem("host", "is not a host name or address; no scheme and no path, please");
    } else if (!given
        && !Endpoint.isHost(host)
        && reader.problems().stream().noneMatch(one -> one.startsWith("product.key"))) {
      reader.problem("product.key", "has characters that no ProductKey has");
    }
    return new Endpoint(host, port == 0 ? regional.port() : (int) port, transport);
  }

  private static URI readAuthUrl(ConfigurationValues reader, String region, String instance) {
    return ServiceUrl.read(reader, "auth.url", "https://iot-auth.cn-shanghai.aliyuncs.com")
        .orElseGet(() -> Endpoint.authUrl(region, instance));
  }

  private static SessionTrust.Choice readTrust(ConfigurationValues reader) {
    SessionTrust.Choice choice =
        new SessionTrust.Choice(
            reader.text("ca.certificate"),
            readTarget(reader, ConnectionConfig.SSL_MANAGER),
            readTarget(reader, ConnectionConfig.KEYSTORE));
    if (!choice.sslManager().isEmpty()
        && !(choice.roots().isEmpty() && choice.keystore().isEmpty())) {
      reader.problem(
          ConnectionConfig.SSL_MANAGER + ".target",
          "decides alone whom to trust: clear it, or else ca.certificate and "
              + ConnectionConfig.KEYSTORE
              + ".target");
    }
    return choice;
  }

  private static String readTarget(ConfigurationValues reader, String service) {
    String property = service + ".target";
    String target = reader.text(property);
    if (target.isEmpty() || target.equals(ConnectionConfig.NO_SERVICE)) {
      return "";
    }
    if (!ChosenService.isFilter(target)) {
      reader.problem(property, "is not a filter; for example (kura.service.pid=" + service + ")");
    }
    return target;
  }

  private static QueueLimits readLimits(ConfigurationValues reader) {
    return new QueueLimits(
        reader.number("queue.capacity", 1, 10_000_000, 100_000),
        reader.number("queue.max.megabytes", 1, 65_536, 128) * MEGABYTE,
        Duration.ofHours(reader.number("queue.max.age.hours", 0, 8760, 168)),
        Duration.ofMillis(reader.number("queue.flush.milliseconds", 0, 60_000, 100)),
        reader.option("queue.full", WhenFull.class, WhenFull.DROP_OLDEST).policy);
  }

  private static Optional<Path> readDirectory(ConfigurationValues reader) {
    String text = reader.text("queue.directory");
    try {
      return text.isEmpty() ? Optional.empty() : Optional.of(Path.of(text));
    } catch (InvalidPathException e) {
      reader.problem("queue.directory", "is not a path: " + e.getReason());
      return Optional.empty();
    }
  }

  /** What a person may choose to go over. */
  private enum Way {
    TLS,
    TCP,
    WSS,
    WS,
    HTTPS,
    COAPS,
    COAP_SYMMETRIC;

    static boolean isMqtt(LineServer server) {
      return Transport.of(server.transport()).isPresent();
    }

    Optional<Transport> mqtt() {
      return Transport.of(name());
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** How CoAP writes what is sent. */
  private enum Payload {
    JSON,
    CBOR
  }

  /** How the platform answers over CoAP. */
  private enum AckMode {
    PIGGYBACKED,
    SEPARATE
  }

  /** What a person reads in the form for a policy of the queue. */
  private enum WhenFull {
    DROP_OLDEST(DropPolicy.OLDEST),
    REFUSE(DropPolicy.NEWEST);

    private final DropPolicy policy;

    WhenFull(DropPolicy policy) {
      this.policy = policy;
    }
  }
}
