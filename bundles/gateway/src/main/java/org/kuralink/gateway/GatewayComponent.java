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
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
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
import org.kuralink.api.connection.HandlerProperties;
import org.kuralink.api.connection.Registration;
import org.kuralink.api.connection.Secret;
import org.kuralink.api.gateway.FoundSubDevice;
import org.kuralink.api.gateway.Gateway;
import org.kuralink.api.gateway.GatewayStatus;
import org.kuralink.api.gateway.NewSubDevice;
import org.kuralink.api.gateway.SubDevice;
import org.kuralink.api.gateway.SubDeviceFilter;
import org.kuralink.api.gateway.SubDeviceListener;
import org.kuralink.api.gateway.SubDevicePage;
import org.kuralink.api.gateway.SubDeviceStatus;
import org.kuralink.login.credentials.DecryptedPasswords;
import org.kuralink.login.credentials.ExternalCredentials;
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
 * The OSGi component for the sub-devices of a gateway: takes the configuration and the services,
 * and stays the same {@link Gateway} service while these come and go.
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

  private final ChosenSession sessions = new ChosenSession();
  private final KuraDirectory home = new KuraDirectory();
  private final DecryptedPasswords passwords = new DecryptedPasswords();
  private final ExternalCredentials credentials = new ExternalCredentials();
  private final Reconciler changes =
      new Reconciler(GatewayConfig.PID, this::bringIntoForce, this::end);

  /** The {@link SubDevice} services that were bound before the configuration was applied. */
  private final List<Map.Entry<SubDevice, Map<String, ?>>> early = new ArrayList<>();

  private volatile String name = "";
  private volatile Map<String, Object> configuration = Map.of();
  private volatile @Nullable BundleContext context;
  private volatile @Nullable RunningGateway running;

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void bindSystem(SystemService service) {
    home.bind(service);
    changes.again();
  }

  void unbindSystem(SystemService service) {
    home.unbind(service);
  }

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void bindCrypto(CryptoService service) {
    passwords.bind(service, stored -> () -> service.decryptAes(stored));
    changes.again();
  }

  void unbindCrypto(CryptoService service) {
    passwords.unbind(service);
  }

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void bindCredentialStore(CredentialStore store) {
    credentials.bind(store);
    RunningGateway present = running;
    if (present != null) {
      present.devices().credentialsCame();
    }
  }

  void unbindCredentialStore(CredentialStore store) {
    credentials.unbind(store);
  }

  @Activate
  void activate(BundleContext bundle, Map<String, Object> properties) {
    context = bundle;
    name = DataDirectory.nameOf(properties, GatewayConfig.PID);
    configuration = properties;
    changes.begin();
  }

  @Modified
  void modified(Map<String, Object> properties) {
    configuration = properties;
    changes.again();
  }

  @Deactivate
  void deactivate() {
    changes.end();
  }

  /** Applies the configuration again; it may have another meaning with the current services. */
  private void bringIntoForce() {
    BundleContext bundle = Objects.requireNonNull(context);
    Optional<Path> directory = home.of(bundle, name);
    RunningGateway gateway = running;
    if (gateway == null) {
      gateway =
          new RunningGateway(name, bundle, credentials, directory, configuration, passwords::read);
      run(gateway);
    } else {
      gateway.apply(configuration, passwords::read);
    }
    gateway.serve(directory).ifPresent(this::choose);
  }

  private void run(RunningGateway gateway) {
    synchronized (early) {
      early.forEach(each -> gateway.offered().put(each.getKey(), each.getValue()));
      early.clear();
      running = gateway;
    }
  }

  private void choose(String connection) {
    sessions.choose(
        connection,
        fault -> LOG.warn("{}: {}", name, fault),
        came -> LOG.info("{}: connection '{}' is there", name, came));
  }

  private void end() {
    RunningGateway last = running;
    running = null;
    try {
      sessions.close();
    } finally {
      if (last != null) {
        last.end();
      }
    }
  }

  /** Unregisters a service; ignores that the framework has done so while stopping the bundle. */
  public static void withdraw(@Nullable ServiceRegistration<?> registered) {
    if (registered != null) {
      try {
        registered.unregister();
      } catch (IllegalStateException gone) {
        return;
      }
    }
  }

  /** Returns the device secret of the gateway, for the field channels of this bundle. */
  public Optional<Secret> deviceSecret() {
    RunningGateway present = running;
    return present == null ? Optional.empty() : present.devices().deviceSecret();
  }

  @Override
  public List<String> problems() {
    RunningGateway present = running;
    return Stream.concat(
            present == null ? Stream.empty() : present.devices().problems(),
            sessions.deafness().stream())
        .toList();
  }

  @Reference(
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC,
      updated = "addSession")
  void addSession(CloudSession session, Map<String, ?> properties) {
    sessions.add(session, properties);
  }

  void removeSession(CloudSession session) {
    sessions.remove(session);
  }

  @Reference(
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC,
      updated = "addSubDevice")
  void addSubDevice(SubDevice device, Map<String, ?> properties) {
    synchronized (early) {
      RunningGateway present = running;
      if (present == null) {
        early.add(Map.entry(device, properties));
      } else {
        present.offered().put(device, properties);
      }
    }
  }

  void removeSubDevice(SubDevice device, Map<String, ?> properties) {
    long id = HandlerProperties.of(properties).id();
    synchronized (early) {
      early.removeIf(
          each -> each.getKey() == device && HandlerProperties.of(each.getValue()).id() == id);
      RunningGateway present = running;
      if (present != null) {
        present.offered().remove(device, properties);
      }
    }
  }

  private RunningGateway present() {
    RunningGateway present = running;
    if (present == null) {
      throw SubDevices.ended(Clock.systemUTC().instant());
    }
    return present;
  }

  private SubDevices devices() {
    return present().devices();
  }

  @Override
  public GatewayStatus status() {
    return devices().status();
  }

  @Override
  public SubDevicePage subDevices(SubDeviceFilter filter, int offset, int limit) {
    return devices().roster().page(filter, offset, limit);
  }

  @Override
  public Optional<SubDeviceStatus> find(DeviceIdentity device) {
    return devices().roster().shown(device);
  }

  @Override
  public CompletionStage<SubDeviceStatus> add(NewSubDevice device) {
    return devices().requests().add(device);
  }

  @Override
  public Registration offer(SubDevice device) {
    RunningGateway present = running;
    return present == null ? () -> {} : present.offered().offer(device);
  }

  @Override
  public CompletionStage<Void> delete(DeviceIdentity device) {
    return devices().requests().delete(device);
  }

  @Override
  public CompletionStage<SubDeviceStatus> login(DeviceIdentity device) {
    return devices().requests().login(device);
  }

  @Override
  public CompletionStage<SubDeviceStatus> logout(DeviceIdentity device) {
    return devices().requests().logout(device);
  }

  @Override
  public CompletionStage<SubDeviceStatus> disable(DeviceIdentity device) {
    return devices().requests().disable(device);
  }

  @Override
  public CompletionStage<SubDeviceStatus> enable(DeviceIdentity device) {
    return devices().requests().enable(device);
  }

  @Override
  public CompletionStage<SubDeviceStatus> register(DeviceIdentity device) {
    return devices().requests().register(device);
  }

  @Override
  public void permit(String productKey, Duration time) {
    if (time.isNegative() || time.compareTo(LONGEST_PERMIT) > 0) {
      throw new IllegalArgumentException("a permit is for at most " + LONGEST_PERMIT);
    }
    devices().permit(productKey, time);
  }

  @Override
  public CompletionStage<List<FoundSubDevice>> found(Collection<DeviceIdentity> found) {
    return devices().requests().found(found);
  }

  @Override
  public CompletionStage<List<DeviceIdentity>> topology() {
    return devices().requests().topology();
  }

  @Override
  public Registration addListener(SubDeviceListener listener) {
    return devices().listen(listener);
  }
}
