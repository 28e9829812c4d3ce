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
 * The validated configuration of a connection. Two settings with the same meaning are equal.
 *
 * @param login the identity, credentials and endpoint of the log-in
 * @param server the server that the line connects to
 * @param options the settings that only the chosen transport uses
 * @param fallback the transport of durable messages while MQTT is disconnected, if configured
 * @param trust the TLS trust configuration
 * @param proxy the proxy, if configured
 * @param keepAlive 30..1200 s
 * @param cleanSession whether the platform discards the previous session at log-in
 * @param connectOnStartup whether the session connects automatically
 * @param displayName the display name; may be empty
 * @param recovery the reaction to long network failures
 * @param requestTimeout the default deadline of a reply
 * @param reconnectMin the initial window of the reconnect pause
 * @param reconnectMax the maximum window
 * @param uplinkRate the maximum number of messages per second; 0 for no limit
 * @param packWithin how long posts of a gateway and its sub-devices wait to be packed; zero
 *     disables packing
 * @param queueLimits the limits of the durable queue
 * @param queueDirectory the directory of the queue; empty for the component's data directory
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

  /** Large enough for the durable window and all transient requests that may be pending. */
  private static final int MAX_IN_FLIGHT = 30_000;

  private static final long MEGABYTE = 1024 * 1024;

  /**
   * Reads and validates a configuration.
   *
   * @param decrypt decrypts a stored password
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

  /** Returns the identity in a configuration; its parts are empty if they are not configured. */
  public static DeviceIdentity identityIn(Map<String, Object> properties) {
    ConfigurationValues reader = ConfigurationValues.of(properties);
    return new DeviceIdentity(reader.text("product.key"), reader.text("device.name"));
  }

  /**
   * Returns the settings of a line.
   *
   * @param subDevices whether the platform is to subscribe the topics of sub-devices by itself
   */
  LineLimits limits(boolean subDevices) {
    return new LineLimits(
        keepAlive, cleanSession, subDevices, CONNECT_TIMEOUT, OPERATION_TIMEOUT, MAX_IN_FLIGHT);
  }

  /** Returns whether both settings lead to the same link. */
  boolean sameLink(ConnectionSettings other) {
    return linkPart().equals(other.linkPart());
  }

  /** Returns only the settings that concern the link and are not read at each log-in. */
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
   * Returns the server of the line. The MQTT endpoint is known here; another line finds the parts
   * that are not configured by itself.
   *
   * @param reader a reader whose problems were reported before
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

  /** Validates all options and returns those of the chosen transport. */
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
      reader.problem("host", "contains a port; move it to port");
    } else if (given && !Endpoint.isHost(host)) {
      reader.problem("host", "is not a host name or address; remove scheme and path");
    } else if (!given
        && !Endpoint.isHost(host)
        && reader.problems().stream().noneMatch(one -> one.startsWith("product.key"))) {
      reader.problem("product.key", "has characters that a ProductKey cannot have");
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
          "excludes ca.certificate and "
              + ConnectionConfig.KEYSTORE
              + ".target: clear it, or clear those");
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

  /** The transports that can be configured. */
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

  /** The payload format of CoAP. */
  private enum Payload {
    JSON,
    CBOR
  }

  /** The acknowledgement mode of CoAP. */
  private enum AckMode {
    PIGGYBACKED,
    SEPARATE
  }

  /** The configured behaviour of a full queue. */
  private enum WhenFull {
    DROP_OLDEST(DropPolicy.OLDEST),
    REFUSE(DropPolicy.NEWEST);

    private final DropPolicy policy;

    WhenFull(DropPolicy policy) {
      this.policy = policy;
    }
  }
}
