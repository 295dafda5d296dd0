"""Pictures people upload: what is kept, what is taken out, what is refused, and where they can be read."""

import io

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import text

from educrowd.core import files
from educrowd.core.access import check_access
from educrowd.core.current import BoundTenant, bound
from educrowd.core.db import db
from educrowd.core.errors import Invalid, NoTenant, Refused
from educrowd.core.images import MAX_BYTES, read_picture

ATELIER = BoundTenant(id=7, slug="atelier", name="Atelier", host="atelier.localhost", origin="http://atelier.localhost")
NELL = BoundTenant(id=8, slug="nell", name="Nell", host="nell.localhost", origin="http://nell.localhost")
GPS = 0x8825
ORIENTATION = 0x0112


@pytest.fixture
def studio_app(tmp_path):
    app = Flask(__name__)
    app.config.update(EDUCROWD_HOME=str(tmp_path), TESTING=True)
    files.init_app(app)
    app.register_error_handler(Refused, lambda refusal: (refusal.message, refusal.status))
    app.before_request(lambda: check_access(app))
    with app.test_request_context():
        yield app


def photo(width=1600, height=900, kind="JPEG", color=(180, 85, 45), **options):
    out = io.BytesIO()
    Image.new("RGB", (width, height), color).save(out, kind, **options)
    return out


def upload(buffer):
    return io.BytesIO(buffer.getvalue())


def opened(rendition):
    return Image.open(io.BytesIO(rendition))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "AVIF"])
def test_every_accepted_kind_becomes_webp(kind):
    picture = read_picture(upload(photo(640, 480, kind)))
    assert {width: opened(data).format for width, data in picture.renditions.items()} == {480: "WEBP", 640: "WEBP"}


def test_a_wide_picture_is_kept_in_widths_up_to_2000_pixels():
    picture = read_picture(upload(photo(3000, 1500)))
    assert sorted(picture.renditions) == [480, 800, 1200, 2000]
    assert (picture.width, picture.height) == (2000, 1000)
    assert opened(picture.renditions[480]).size == (480, 240)


def test_a_small_picture_is_never_enlarged():
    assert list(read_picture(upload(photo(300, 200))).renditions) == [300]


def test_where_adas_camera_stood_is_not_published():
    exif = Image.Exif()
    exif[0x010F] = "Adas camera"
    exif.get_ifd(GPS)[1] = "N"
    source = photo(exif=exif, comment=b"shot at home")
    assert b"Adas camera" in source.getvalue()
    for data in read_picture(upload(source)).renditions.values():
        assert not opened(data).getexif()
        assert b"Adas camera" not in data and b"shot at home" not in data


def test_a_photo_taken_sideways_is_turned_upright():
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    picture = read_picture(upload(photo(400, 300, exif=exif)))
    assert (picture.width, picture.height) == (300, 400)


def test_transparency_survives():
    out = io.BytesIO()
    Image.new("RGBA", (64, 64), (10, 20, 30, 0)).save(out, "PNG")
    assert opened(read_picture(upload(out)).renditions[64]).getchannel("A").getextrema() == (0, 0)


def test_the_second_picture_that_phones_hide_is_no_animation():
    out = io.BytesIO()
    Image.new("RGB", (200, 100)).save(out, "MPO", save_all=True, append_images=[Image.new("RGB", (200, 100))])
    assert read_picture(upload(out)).width == 200


SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
HTML_IN_GIF = b"GIF89a<script>alert(1)</script>"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "Choose a picture"),
        (SVG, "This is no JPEG"),
        (b"<!doctype html><script>alert(1)</script>", "This is no JPEG"),
        (HTML_IN_GIF, "This is no JPEG|damaged"),
        (photo().getvalue()[:900], "damaged|This is no JPEG"),
        (b"\xff\xd8\xff" + b"\0" * 64, "This is no JPEG"),
        (b"\0" * (MAX_BYTES + 1), "larger than 10 MB"),
    ],
    ids=["empty", "svg", "html", "html posing as gif", "truncated jpeg", "broken jpeg", "too many bytes"],
)
def test_what_is_no_sound_picture_is_refused_with_a_reason(data, reason):
    with pytest.raises(Invalid, match=reason) as refusal:
        read_picture(io.BytesIO(data))
    assert refusal.value.field == "image"


@pytest.mark.parametrize(("width", "height"), [(8000, 5001), (40_000, 40_000)])
def test_a_pixel_bomb_is_refused_before_it_is_unpacked(width, height):
    out = io.BytesIO()
    Image.new("1", (1, 1)).save(out, "PNG")
    bomb = bytearray(out.getvalue())
    bomb[16:24] = width.to_bytes(4, "big") + height.to_bytes(4, "big")
    import zlib

    bomb[29:33] = zlib.crc32(bytes(bomb[12:29])).to_bytes(4, "big")
    with pytest.raises(Invalid, match="pixels"):
        read_picture(io.BytesIO(bytes(bomb)))


def test_an_animation_is_refused():
    out = io.BytesIO()
    frames = [Image.new("RGB", (20, 20), color) for color in ("red", "blue")]
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:])
    with pytest.raises(Invalid, match="Moving pictures"):
        read_picture(upload(out))


def test_a_picture_is_read_by_its_public_id_and_cached_for_good(studio_app):
    with bound(ATELIER):
        image = files.store_image(upload(photo(900, 600)))
        answer = studio_app.test_client().get(files.image_url(image.public_id, 480))
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "image/webp"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.cache_control.immutable and answer.cache_control.max_age == 31_536_000
    assert opened(answer.data).size == (480, 320)


def test_ateliers_picture_does_not_exist_on_nells_site(studio_app):
    with bound(ATELIER):
        image = files.store_image(upload(photo(500, 500)))
    with bound(NELL):
        answer = studio_app.test_client().get(files.image_url(image.public_id, 500))
    assert answer.status_code == 404


@pytest.mark.parametrize(
    "path", ["..%2F..%2Fetc%2Fpasswd-480.webp", "..-480.webp", "%2e%2e%2fx-1.webp", "aa-0.webp", f"{'a' * 300}-1.webp"]
)
def test_no_path_leads_out_of_the_tenants_folder(studio_app, path):
    with bound(ATELIER):
        assert studio_app.test_client().get(f"/files/{path}").status_code == 404


def test_no_name_of_a_row_leads_out_of_the_tenants_folder(studio_app, tmp_path, caplog):
    with bound(NELL):
        files.write("ab-480.webp", b"hers")
        victim = files.path_of("ab-480.webp")
    (tmp_path / "files/7/li").mkdir(parents=True)
    (tmp_path / "files/7/li/li").symlink_to(victim)
    away = (
        "../8/ab/ab",
        "..",
        ".",
        "",
        "..a",
        "/etc/passwd",
        str(victim),
        "aa/../../8/ab/ab",
        "aa/.",
        "a\0a",
        "a" * 300,
    )
    with bound(ATELIER):
        for name in (*away, *(f"aa.scorm/{name}" for name in away if name not in ("", "..a")), "li"):
            with pytest.raises(files.Outside):
                files.path_of(name)
        for public_id, width in (
            ("../8/ab/ab", 480),
            (str(victim).removesuffix("-480.webp"), 480),
            ("ab", "/../../8/ab/ab-480"),
        ):
            with pytest.raises(files.Outside):
                files.remove_image(public_id, [width])  # pyright: ignore[reportArgumentType]
    assert victim.is_file() and "'/etc/passwd'" in caplog.text


def test_without_a_tenant_there_is_nowhere_to_write(studio_app):
    with pytest.raises(NoTenant):
        files.write("note.txt", b"hello")


def test_a_removed_picture_is_gone_in_every_width_once_that_is_committed(demo):
    image = files.store_image(upload(photo(900, 600)))
    names = [f"{image.public_id}-{width}.webp" for width in image.widths]
    for end, is_there in ((db.session.commit, True), (db.session.rollback, True), (db.session.commit, False)):
        db.session.execute(text("SELECT 1"))
        if end is db.session.rollback or not is_there:
            files.remove_image(image.public_id, image.widths)
        assert all(files.path_of(name).is_file() for name in names)
        end()
        assert [files.path_of(name).is_file() for name in names] == [is_there] * len(names)


def test_srcset_names_every_width(studio_app):
    assert files.srcset("ab12", [480, 800]) == "/files/ab12-480.webp 480w, /files/ab12-800.webp 800w"


def test_a_transaction_that_is_taken_back_leaves_no_bytes_on_the_disk(demo):
    def kept() -> list[bool]:
        return [files.path_of(name).is_file() for name in ("aa-1.webp", "aa-2.webp")]

    db.session.execute(text("SELECT 1"))
    files.write("aa-1.webp", b"one")
    db.session.commit()
    for take_back in (db.session.rollback, db.session.remove):
        db.session.execute(text("SELECT 1"))
        files.write("aa-2.webp", b"two")
        assert kept() == [True, True]
        take_back()
        assert kept() == [True, False]
    db.session.execute(text("SELECT 1"))
    db.session.rollback()
    assert kept() == [True, False], "what was committed stays"
