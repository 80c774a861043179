//! A bucket of an S3-compatible store.

use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result};
use bytes::BytesMut;
use object_store::aws::{AmazonS3, AmazonS3Builder};
use object_store::path::Path as Location;
use object_store::{
    BackoffConfig, ClientOptions, ObjectStore, ObjectStoreExt, PutPayload, RetryConfig,
};
use tokio::fs::File;
use tokio::io::AsyncReadExt;

use crate::platform::config::S3;

/// How much is sent at once, in bytes: what a larger file holds in memory on its way. A store takes
/// 10,000 parts at most and none but the last under 5 MiB, so this does for 80 GB.
const PART_BYTES: usize = 8 << 20;

/// How often a request is tried again that the store could not answer.
const RETRIES: usize = 4;

/// The bucket, as the settings name it. Nothing is asked of it yet.
pub fn bucket(settings: &S3) -> Result<AmazonS3> {
    // An error says that there is a provider already, which is as good.
    let _ = rustls::crypto::ring::default_provider().install_default();
    // No limit for a whole request: a large file over a slow line takes as long as it takes.
    let client = ClientOptions::new()
        .with_timeout_disabled()
        .with_connect_timeout(settings.timeout.min(Duration::from_secs(10)))
        .with_read_timeout(settings.timeout)
        .with_allow_http(true);
    let retry = RetryConfig {
        backoff: BackoffConfig {
            init_backoff: Duration::from_millis(50),
            max_backoff: Duration::from_secs(2),
            base: 2.0,
        },
        max_retries: RETRIES,
        retry_timeout: settings.timeout * 2,
    };
    let builder = AmazonS3Builder::new()
        .with_bucket_name(&settings.bucket)
        .with_region(&settings.region)
        .with_access_key_id(&settings.access_key)
        .with_secret_access_key(&settings.secret_key)
        .with_virtual_hosted_style_request(!settings.path_style)
        // Not every store has the request that deletes many at once.
        .with_disable_bulk_delete(true)
        .with_client_options(client)
        .with_retry(retry);
    let builder = match &settings.endpoint {
        Some(endpoint) => builder.with_endpoint(endpoint),
        None => builder,
    };
    builder
        .build()
        .context("the settings s3_… do not name a bucket")
}

/// Sends a file of this machine. What came of it half-way is told to the store to forget.
pub async fn send(
    store: &dyn ObjectStore,
    path: &Path,
    size_bytes: u64,
    place: &Location,
) -> object_store::Result<()> {
    let mut file = File::open(path).await.map_err(unreadable)?;
    if size_bytes <= PART_BYTES as u64 {
        let content = part(&mut file).await?;
        store.put(place, content).await?;
        return Ok(());
    }
    let mut upload = store.put_multipart(place).await?;
    let sent = async {
        loop {
            let content = part(&mut file).await?;
            if content.content_length() == 0 {
                return upload.complete().await;
            }
            upload.put_part(content).await?;
        }
    };
    match sent.await {
        Ok(_) => Ok(()),
        Err(error) => {
            // The first error is the one to tell.
            let _ = upload.abort().await;
            Err(error)
        }
    }
}

/// The next part of a file, as long as there is; empty at its end.
async fn part(file: &mut File) -> object_store::Result<PutPayload> {
    let mut content = BytesMut::with_capacity(PART_BYTES);
    while content.len() < PART_BYTES {
        let room = (PART_BYTES - content.len()) as u64;
        let read = file
            .take(room)
            .read_buf(&mut content)
            .await
            .map_err(unreadable)?;
        if read == 0 {
            break;
        }
    }
    Ok(PutPayload::from_bytes(content.freeze()))
}

fn unreadable(error: std::io::Error) -> object_store::Error {
    object_store::Error::Generic {
        store: "incoming",
        source: Box::new(error),
    }
}
