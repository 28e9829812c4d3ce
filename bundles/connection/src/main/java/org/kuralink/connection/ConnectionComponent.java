/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.connection;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.kura.configuration.ConfigurableComponent;
import org.eclipse.kura.crypto.CryptoService;
import org.eclipse.kura.security.keystore.KeystoreService;
import org.eclipse.kura.ssl.SslManagerService;
import org.eclipse.kura.system.SystemService;
import org.eclipse.kura.watchdog.WatchdogService;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.codec.AlinkCodec;
import org.kuralink.api.configuration.ConfigurationReport;
import org.kuralink.api.configuration.DataDirectory;
import org.kuralink.api.connection.CloudSession;
import org.kuralink.api.connection.CredentialStore;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.GatewayCapability;
import org.kuralink.api.line.LineFactory;
import org.kuralink.connection.link.SerialLane;
import org.kuralink.login.credentials.file.FileCredentialStore;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The OSGi component of a session. It registers its services itself because Declarative Services
 * would publish the whole configuration, secrets included, as service properties, and because a
 * session with another identity is another service. Session and configurable component are one
 * service because Kura draws a tab for each service with the {@code kura.service.pid}.
 */
@Component(
    name = ConnectionConfig.PID,
    service = {},
    immediate = true,
    configurationPolicy = ConfigurationPolicy.REQUIRE,
    property = "kura.ui.factory.hide:Boolean=true")
@Designate(ocd = ConnectionConfig.class, factory = true)
public final class ConnectionComponent {

  private static final Logger LOG = LoggerFactory.getLogger(ConnectionComponent.class);
  private static final Duration ENDING = Duration.ofSeconds(5);
  private static final String[] SERVICES = {
    CloudSession.class.getName(),
    ConfigurableComponent.class.getName(),
    ConfigurationReport.class.getName()
  };

  /** Serializes all calls of the component, whichever thread makes them. */
  private final SerialLane changes = new SerialLane(Runnable::run, 1000);

  private final OptionalServices offered = new OptionalServices();
  private final CodecSlot codecs = new CodecSlot();
  private final GatewaySlot gateways = new GatewaySlot();
  private final SessionTrust trust = new SessionTrust();
  private final ProxySettings proxies = new ProxySettings();
  private final LineFactories lines = new LineFactories();
  private final RegisteredProperties names = new RegisteredProperties();
  private @Nullable BundleContext context;
  private Map<String, Object> configuration = Map.of();
  private @Nullable Running running;
  private volatile @Nullable WatchdogService watchdog;
  private volatile @Nullable Recovery recovery;
  private RecoverySettings recoverySettings = RecoverySettings.OFF;
  private String refusal = "";
  private boolean configured;

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void bindSystem(SystemService service) {
    offered.bind(service);
    changes.execute(this::readAgain);
  }

  void unbindSystem(SystemService service) {
    offered.unbind(service);
  }

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void bindCrypto(CryptoService service) {
    offered.bind(service);
    changes.execute(this::readAgain);
  }

  void unbindCrypto(CryptoService service) {
    offered.unbind(service);
  }

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void bindCredentialStore(CredentialStore store) {
    offered.bind(store);
    changes.execute(
        () -> {
          if (running != null) {
            running.session.retry("a credential store is available");
          }
        });
  }

  void unbindCredentialStore(CredentialStore store) {
    offered.unbind(store);
  }

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void bindCodec(AlinkCodec codec) {
    codecs.bind(codec);
  }

  void unbindCodec(AlinkCodec codec) {
    codecs.unbind(codec);
  }

  @Reference(
      name = ConnectionConfig.SSL_MANAGER,
      target = ConnectionConfig.NO_SERVICE,
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void bindSslManager(SslManagerService service, Map<String, Object> properties) {
    trust.bind(service, properties);
  }

  void unbindSslManager(SslManagerService service) {
    trust.unbind(service);
  }

  @Reference(
      name = ConnectionConfig.KEYSTORE,
      target = ConnectionConfig.NO_SERVICE,
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void bindKeystore(KeystoreService service, Map<String, Object> properties) {
    trust.bind(service, properties);
  }

  void unbindKeystore(KeystoreService service) {
    trust.unbind(service);
  }

  @Reference(
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC,
      updated = "bindGateway")
  void bindGateway(GatewayCapability capability, Map<String, Object> properties) {
    gateways.bind(capability, properties);
  }

  void unbindGateway(GatewayCapability capability, Map<String, Object> properties) {
    gateways.unbind(capability, properties);
  }

  @Reference(
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY,
      updated = "bindLine")
  void bindLine(LineFactory factory, Map<String, Object> properties) {
    lines.bind(factory, properties);
  }

  void unbindLine(LineFactory factory) {
    lines.unbind(factory);
  }

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void bindWatchdog(WatchdogService service) {
    watch(service);
  }

  void unbindWatchdog(WatchdogService service) {
    if (service.equals(watchdog)) {
      watch(null);
    }
  }

  private void watch(@Nullable WatchdogService service) {
    watchdog = service;
    Recovery present = recovery;
    if (present != null) {
      present.watchdog(service);
    }
  }

  @Activate
  void activate(BundleContext bundle, Map<String, Object> properties) {
    changes.execute(() -> begin(bundle, properties));
  }

  private void begin(BundleContext bundle, Map<String, Object> properties) {
    context = bundle;
    configuration = properties;
    names(properties);
    Recovery fresh = Recovery.of(DataDirectory.nameOf(properties, ConnectionConfig.PID));
    recovery = fresh;
    fresh.watchdog(watchdog);
    apply(bundle, properties);
  }

  /** Updates the service properties; returns whether they have changed. */
  private boolean names(Map<String, Object> properties) {
    gateways.named(DataDirectory.nameOf(properties, ConnectionConfig.PID));
    return names.take(properties);
  }

  @Modified
  void modified(Map<String, Object> properties) {
    changes.execute(() -> change(properties));
  }

  private void change(Map<String, Object> properties) {
    BundleContext bundle = context;
    if (bundle == null) {
      return;
    }
    configuration = properties;
    Running present = running;
    if (names(properties) && present != null) {
      present.registration.setProperties(names.dictionary());
    }
    apply(bundle, properties);
  }

  /** Reads the present configuration again because a service that it depends on has changed. */
  private void readAgain() {
    BundleContext bundle = context;
    if (bundle != null) {
      apply(bundle, configuration);
    }
  }

  @Deactivate
  void deactivate() {
    if (!changes.await(this::end, ENDING)) {
      LOG.warn("A connection did not stop within {} s; it goes on stopping", ENDING.toSeconds());
    }
  }

  private void end() {
    context = null;
    stop();
    Recovery last = recovery;
    recovery = null;
    if (last != null) {
      last.close();
    }
  }

  private void apply(BundleContext bundle, Map<String, Object> properties) {
    String name = DataDirectory.nameOf(properties, ConnectionConfig.PID);
    DeviceIdentity identity = ConnectionSettings.identityIn(properties);
    try {
      ConnectionSettings settings = ConnectionSettings.read(properties, offered::decrypt);
      trust.choose(settings.trust());
      proxies.choose(settings.proxy());
      recover(settings.recovery());
      running(bundle, name, identity, dataDirectory(bundle, name)).configure(settings);
      refusal = "";
      configured = true;
    } catch (InvalidConfigurationException e) {
      refuse(name, String.valueOf(e.getMessage()), e.isUnfilled() && !configured);
      Running present = running;
      Session session =
          present == null ? running(bundle, name, identity, Path.of(".")) : present.session;
      session.misconfigured("The configuration is not applied: " + e.getMessage());
    }
  }

  private void recover(RecoverySettings next) {
    Recovery present = recovery;
    if (present != null && !next.equals(recoverySettings)) {
      recoverySettings = next;
      present.configure(next);
    }
  }

  /** Logs what is wrong with a configuration once, although Kura delivers it repeatedly. */
  private void refuse(String name, String why, boolean unfilled) {
    if (why.equals(refusal)) {
      return;
    }
    if (unfilled) {
      LOG.info("{}: not filled in yet: {}", name, why);
    } else {
      LOG.error("{}: the configuration is not applied: {}", name, why);
    }
    refusal = why;
  }

  /** Returns the session of an identity: the running one, or a new one that replaces it. */
  private Session running(BundleContext bundle, String name, DeviceIdentity identity, Path data) {
    Running present = running;
    if (present != null && present.matches(identity, data)) {
      return present.session;
    }
    boolean online = present != null && present.session.service().status().isOnline();
    stop();
    CredentialStore files =
        new FileCredentialStore(
            data.resolve("credentials"), new FormerDirectories(data).credentials());
    RuntimeParts machinery =
        new RuntimeParts(name, data, offered.credentials(files), trust, proxies, lines);
    Session session = new Session(identity, machinery);
    if (online) {
      session.connect();
    }
    Recovery presentRecovery = recovery;
    if (presentRecovery != null) {
      session.service().addListener(presentRecovery);
    }
    codecs.serve(session);
    gateways.serve(session);
    trust.serve(session);
    lines.serve(session);
    running =
        new Running(
            identity,
            data,
            session,
            machinery,
            bundle.registerService(SERVICES, session.service(), names.dictionary()));
    return session;
  }

  private void stop() {
    Running present = running;
    if (present != null) {
      running = null;
      try {
        present.registration.unregister();
      } catch (IllegalStateException e) {
        LOG.debug("The framework had unregistered the session already: {}", e.getMessage());
      }
      present.session.close();
      present.machinery.close();
    }
  }

  private Path dataDirectory(BundleContext bundle, String name)
      throws InvalidConfigurationException {
    Optional<Path> data =
        offered.dataDirectory(
            Optional.ofNullable(bundle.getProperty(DataDirectory.FRAMEWORK_PROPERTY)), name);
    return data.orElseThrow(
        () ->
            new InvalidConfigurationException(
                List.of(
                    "there is no data directory: set the framework property "
                        + DataDirectory.FRAMEWORK_PROPERTY)));
  }

  private record Running(
      DeviceIdentity identity,
      Path data,
      Session session,
      RuntimeParts machinery,
      ServiceRegistration<?> registration) {

    boolean matches(DeviceIdentity otherIdentity, Path otherData) {
      return identity.equals(otherIdentity) && data.equals(otherData);
    }
  }
}
