/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.gateway;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.eclipse.kura.KuraException;
import org.eclipse.kura.configuration.ConfigurableComponent;
import org.eclipse.kura.crypto.CryptoService;
import org.eclipse.kura.system.SystemService;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.configuration.ConfigurationReport;
import org.kuralink.api.configuration.DataDirectory;
import org.kuralink.api.connection.ChosenSession;
import org.kuralink.api.connection.CloudSession;
import org.kuralink.api.connection.CredentialStore;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.GatewayCapability;
import org.kuralink.api.connection.HandlerProperties;
import org.kuralink.api.connection.Registration;
import org.kuralink.api.connection.Reply;
import org.kuralink.api.connection.Secret;
import org.kuralink.api.connection.Topology;
import org.kuralink.api.gateway.FoundSubDevice;
import org.kuralink.api.gateway.Gateway;
import org.kuralink.api.gateway.GatewayStatus;
import org.kuralink.api.gateway.NewSubDevice;
import org.kuralink.api.gateway.SubDevice;
import org.kuralink.api.gateway.SubDeviceFilter;
import org.kuralink.api.gateway.SubDeviceListener;
import org.kuralink.api.gateway.SubDevicePage;
import org.kuralink.api.gateway.SubDeviceStatus;
import org.kuralink.login.credentials.GuardedCredentialStore;
import org.kuralink.store.Medium;
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
 * The OSGi shell of a gateway's sub-devices: takes the configuration and the services around it,
 * and tells the connection that it is the one who logs sub-devices in. Owns the one daemon thread
 * {@code kuralink-gateway-<name>}, on which everything is decided.
 */
@Component(
    name = GatewayConfig.PID,
    service = {Gateway.class, ConfigurableComponent.class, ConfigurationReport.class},
    immediate = true,
    configurationPolicy = ConfigurationPolicy.REQUIRE,
    property = "kura.ui.factory.hide:Boolean=true")
@Designate(ocd = GatewayConfig.class, factory = true)
public final class GatewayComponent implements Gateway, ConfigurableComponent, ConfigurationReport {

  private static final Logger LOG = LoggerFactory.getLogger(GatewayComponent.class);
  private static final long CLOSING_SECONDS = 2;

  private final ChosenSession sessions = new ChosenSession();
  private String name = "";
  private @Nullable BundleContext context;
  private @Nullable ScheduledThreadPoolExecutor thread;
  private @Nullable ServiceRegistration<GatewayCapability> capability;
  private volatile @Nullable SubDevices devices;
  private volatile @Nullable OfferedDevices offered;
  private volatile @Nullable SettingsInForce settings;

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policyOption = ReferencePolicyOption.GREEDY)
  private @Nullable SystemService systemService;

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policyOption = ReferencePolicyOption.GREEDY)
  private @Nullable CryptoService cryptoService;

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policyOption = ReferencePolicyOption.GREEDY)
  private @Nullable CredentialStore credentialStore;

  @Activate
  void activate(BundleContext bundle, Map<String, Object> properties) {
    context = bundle;
    name = DataDirectory.nameOf(properties, GatewayConfig.PID);
    SystemService system = systemService;
    Optional<Path> directory =
        DataDirectory.of(
            Optional.ofNullable(system).map(SystemService::getKuraDataDirectory),
            Optional.ofNullable(bundle.getProperty(DataDirectory.FRAMEWORK_PROPERTY)),
            name);
    ScheduledThreadPoolExecutor executor = GatewayTime.decisions(name);
    thread = executor;
    SettingsInForce inForce = new SettingsInForce(name, executor, this::configure);
    settings = inForce;
    GatewaySettings first = inForce.apply(properties, this::decrypt);
    GatewayTime time =
        new GatewayTime(executor, System::nanoTime, Clock.systemUTC(), new SecureRandom());
    Optional<CredentialStore> credentials =
        Optional.ofNullable(credentialStore).map(GuardedCredentialStore::new);
    SubDeviceFile file = new SubDeviceFile(Medium.disk(), directory, credentials);
    SubDevices fresh = new SubDevices(name, first, time, file);
    devices = fresh;
    fresh.begin();
    OfferedDevices offers = new OfferedDevices(name, fresh, time);
    synchronized (early) {
      early.forEach(each -> offers.put(each.getKey(), each.getValue()));
      early.clear();
      offered = offers;
    }
    begin(first);
  }

  /** Services that came before the configuration was read; later ones go their way at once. */
  private final List<Map.Entry<SubDevice, Map<String, ?>>> early = new ArrayList<>();

  private void configure(GatewaySettings now) {
    SubDevices present = devices;
    if (present != null) {
      present.configure(now);
    }
  }

  private void begin(GatewaySettings now) {
    sessions.choose(
        now.connection(),
        fault -> LOG.warn("{}: {}", name, fault),
        came -> LOG.info("{}: connection '{}' is there", name, came));
    OfferedDevices offers = offered;
    if (offers != null) {
      offers.session(now.connection());
    }
    BundleContext bundle = context;
    SubDevices present = devices;
    if (bundle != null && present != null) {
      Map<String, Object> properties = Map.of(GatewayCapability.CONNECTION, now.connection());
      capability =
          bundle.registerService(
              GatewayCapability.class, new Capability(present), new Hashtable<>(properties));
    }
  }

  private void endCapability() {
    ServiceRegistration<GatewayCapability> registered = capability;
    capability = null;
    if (registered != null) {
      registered.unregister();
    }
  }

  /** What the connection sees. */
  private record Capability(SubDevices devices) implements GatewayCapability {

    @Override
    public void open(Topology topology) {
      devices.open(topology);
    }

    @Override
    public void refused(Topology topology, DeviceIdentity device, Reply why) {
      devices.refused(topology, device, why);
    }

    @Override
    public void close(Topology topology) {
      devices.close(topology);
    }
  }

  @Modified
  void modified(Map<String, Object> properties) {
    SettingsInForce inForce = settings;
    if (inForce == null) {
      return;
    }
    String before = inForce.now().connection();
    GatewaySettings next = inForce.apply(properties, this::decrypt);
    if (!next.connection().equals(before)) {
      endCapability();
      begin(next);
    }
  }

  @Deactivate
  void deactivate() {
    endCapability();
    sessions.close();
    SettingsInForce inForce = settings;
    if (inForce != null) {
      inForce.end();
    }
    SubDevices last = devices;
    OfferedDevices offers = offered;
    ScheduledThreadPoolExecutor executor = thread;
    devices = null;
    offered = null;
    if (last == null || offers == null || executor == null) {
      return;
    }
    offers.end();
    last.end();
    try {
      executor.submit(() -> {}).get(CLOSING_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn("{}: did not end in order: {}", name, e.toString());
    }
    executor.shutdownNow();
  }

  /** Passwords come encrypted from Kura, but not always; what cannot be decrypted is plain. */
  private String decrypt(String stored) {
    CryptoService crypto = cryptoService;
    if (crypto == null) {
      return stored;
    }
    try {
      return new String(crypto.decryptAes(stored.toCharArray()));
    } catch (KuraException | RuntimeException e) {
      LOG.debug("A password is not encrypted");
      return stored;
    }
  }

  @Override
  public List<String> problems() {
    SubDevices present = devices;
    return Stream.concat(
            present == null ? Stream.empty() : present.problems(), sessions.deafness().stream())
        .toList();
  }

  @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
  void addSession(CloudSession session, Map<String, ?> properties) {
    sessions.add(session, properties);
  }

  void updatedSession(CloudSession session, Map<String, ?> properties) {
    sessions.add(session, properties);
  }

  void removeSession(CloudSession session) {
    sessions.remove(session);
  }

  @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
  void addSubDevice(SubDevice device, Map<String, ?> properties) {
    synchronized (early) {
      OfferedDevices present = offered;
      if (present == null) {
        early.add(Map.entry(device, properties));
      } else {
        present.put(device, properties);
      }
    }
  }

  void updatedSubDevice(SubDevice device, Map<String, ?> properties) {
    addSubDevice(device, properties);
  }

  void removeSubDevice(SubDevice device, Map<String, ?> properties) {
    long id = HandlerProperties.of(properties).id();
    synchronized (early) {
      early.removeIf(
          each -> each.getKey() == device && HandlerProperties.of(each.getValue()).id() == id);
      OfferedDevices present = offered;
      if (present != null) {
        present.remove(device, properties);
      }
    }
  }

  private SubDevices present() {
    SubDevices present = devices;
    if (present == null) {
      throw SubDevices.ended(Clock.systemUTC().instant());
    }
    return present;
  }

  /** The secret of the session itself, for the field channels of this bundle. */
  public Optional<Secret> deviceSecret() {
    SubDevices present = devices;
    return present == null ? Optional.empty() : present.deviceSecret();
  }

  @Override
  public GatewayStatus status() {
    return present().status();
  }

  @Override
  public SubDevicePage subDevices(SubDeviceFilter filter, int offset, int limit) {
    return present().roster().page(filter, offset, limit);
  }

  @Override
  public Optional<SubDeviceStatus> find(DeviceIdentity device) {
    return present().roster().shown(device);
  }

  @Override
  public CompletionStage<SubDeviceStatus> add(NewSubDevice device) {
    return present().requests().add(device);
  }

  @Override
  public Registration offer(SubDevice device) {
    OfferedDevices present = offered;
    return present == null ? () -> {} : present.offer(device);
  }

  @Override
  public CompletionStage<Void> delete(DeviceIdentity device) {
    return present().requests().delete(device);
  }

  @Override
  public CompletionStage<SubDeviceStatus> login(DeviceIdentity device) {
    return present().requests().login(device);
  }

  @Override
  public CompletionStage<SubDeviceStatus> logout(DeviceIdentity device) {
    return present().requests().logout(device);
  }

  @Override
  public CompletionStage<SubDeviceStatus> disable(DeviceIdentity device) {
    return present().requests().disable(device);
  }

  @Override
  public CompletionStage<SubDeviceStatus> enable(DeviceIdentity device) {
    return present().requests().enable(device);
  }

  @Override
  public CompletionStage<SubDeviceStatus> register(DeviceIdentity device) {
    return present().requests().register(device);
  }

  @Override
  public void permit(String productKey, Duration time) {
    if (time.isNegative() || time.compareTo(LONGEST_PERMIT) > 0) {
      throw new IllegalArgumentException("a permit is for at most " + LONGEST_PERMIT);
    }
    present().permit(productKey, time);
  }

  @Override
  public CompletionStage<List<FoundSubDevice>> found(Collection<DeviceIdentity> found) {
    return present().requests().found(found);
  }

  @Override
  public CompletionStage<List<DeviceIdentity>> topology() {
    return present().requests().topology();
  }

  @Override
  public Registration addListener(SubDeviceListener listener) {
    return present().listen(listener);
  }
}
